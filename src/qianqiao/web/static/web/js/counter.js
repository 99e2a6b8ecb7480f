// Counts the characters of a text area against its limit, while it is written.
function recount(counter) {
  const area = document.getElementById(counter.dataset.counterFor);
  const limit = Number(counter.dataset.limit);
  if (!area) return;
  const length = [...area.value].length;
  counter.textContent = `${length} / ${limit}`;
  counter.classList.toggle("over", length > limit);
}

document.addEventListener("input", (event) => {
  const counter = event.target.id && document.querySelector(`[data-counter-for="${CSS.escape(event.target.id)}"]`);
  if (counter) recount(counter);
});
document.querySelectorAll("[data-counter-for]").forEach(recount);
