// Before the first paint, and therefore no module and no wasm: the page speaks the language that Losen spoke last, or
// else the first of the browser's that Losen knows. crates/ui/src/shell.rs chooses in the same way.
(() => {
  const known = ["nb", "nn", "en"];
  let kept = null;
  try {
    kept = localStorage.getItem("losen-language");
  } catch {
    // The user or a policy forbids storage; then the browser's languages decide.
  }
  const wanted = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0].replace(/^no$/, "nb"));
  document.documentElement.lang = [kept, ...wanted].find((tag) => known.includes(tag)) ?? "nb";
})();
