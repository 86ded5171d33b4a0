// Stands for Ansattporten: another site, which Losen is never let into. Made-up organisations only.
const ORGANISATIONS = [
  { orgno: "314330897", name: "Losby havnevesen", right: true },
  { orgno: "311718371", name: "EKSEMPEL AS", right: false },
];
const SYNTHETIC = [{ orgno: "311718371", name: "EKSEMPEL AS", right: true }];

const list = new URLSearchParams(location.search).has("synthetic") ? SYNTHETIC : ORGANISATIONS;
const tiles = list.map(({ orgno, name, right }) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tile";
  button.textContent = `${name} ${orgno}`;
  button.addEventListener("click", () => {
    sessionStorage.setItem("losen-portal-chosen", JSON.stringify({ orgno, right }));
    location.assign("../?to=/auth/callback");
  });
  return button;
});
document.getElementById("organisations").append(...tiles);
