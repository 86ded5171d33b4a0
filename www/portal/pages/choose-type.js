import { h } from "../dom.js";
import { address, link } from "../router.js";
import { t } from "../words.js";

/** Three cards; the choice is final. */
export function chooseType() {
  const tile = (kind, name, also, text) =>
    h("div", { class: "tile" },
      link(h("a", { href: address(`/client/add/${kind}`) }, h("strong", {}, name), also && " ", also && h("span", {}, also))), h("p", {}, text));
  return [
    h("h2", {}, t("add_client_heading")),
    h("div", { class: "tiles" },
      tile("idporten", "ID-porten", `& ${t("api_client")}`, t("card_idporten")),
      tile("maskinporten", "Maskinporten", "& KRR", t("card_maskinporten")),
      tile("ansattporten", "Ansattporten", undefined, t("card_ansattporten"))),
  ];
}
