// When htmx swaps the results, the keyboard stays where it was and the open filters stay open.
let place = null;

const nameOf = (link) => [
  link.closest("section")?.getAttribute("aria-labelledby") ?? "",
  link.querySelector(".facet-label")?.firstChild?.textContent ?? link.textContent.trim(),
];

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "results") return;
  const active = document.activeElement?.closest("#results a");
  const open = document.querySelector("#results details[data-facets]")?.open ?? false;
  place = { name: active && nameOf(active), open };
});

document.addEventListener("htmx:afterSettle", () => {
  if (!place) return;
  const { name, open } = place;
  place = null;
  const facets = document.querySelector("#results details[data-facets]");
  if (facets && open) facets.open = true;
  if (!name) return;
  const links = [...document.querySelectorAll("#results a")];
  links.find((link) => nameOf(link).join("\n") === name.join("\n"))?.focus({ preventScroll: true });
});
