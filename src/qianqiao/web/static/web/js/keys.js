// Keys: / goes to the search box, j and k walk through rows, ? opens the list of keys.
const typing = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

function walk(step) {
  const links = [...document.querySelectorAll("[data-row]")].map((row) => row.querySelector("a[href]")).filter(Boolean);
  if (links.length === 0) return false;
  const row = document.activeElement?.closest("[data-row]");
  const at = row ? links.indexOf(row.querySelector("a[href]")) : -1;
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
  return true;
}

const actions = {
  "/": () => {
    const box = document.querySelector("[data-search], #ask");
    box?.focus();
    return Boolean(box);
  },
  j: () => walk(1),
  k: () => walk(-1),
  "?": () => {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (actions[event.key]?.()) event.preventDefault();
});
