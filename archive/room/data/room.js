// What keys do on a page that works without them: "/" to search, "n" and "p" from passage to passage.
const marks = [...document.querySelectorAll("mark[id]")];
let at = -1;

function step(by) {
  if (!marks.length) return;
  at = at < 0 ? (by > 0 ? 0 : marks.length - 1) : (at + by + marks.length) % marks.length;
  location.replace(`#${marks[at].id}`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const box = document.getElementById("q");
  if (event.key === "/") { event.preventDefault(); box.focus(); box.select(); }
  else if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
});
