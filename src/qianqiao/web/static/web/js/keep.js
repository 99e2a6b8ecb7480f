// Text in a field with data-keep="<name>" survives an expired session or a lost page, in this tab only.
const key = (field) => `keep:${field.dataset.keep}`;

document.querySelectorAll("[data-keep]").forEach((field) => {
  const kept = sessionStorage.getItem(key(field));
  if (kept && field.value === "") {
    field.value = kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

document.addEventListener("input", (event) => {
  if (event.target.dataset?.keep) sessionStorage.setItem(key(event.target), event.target.value);
});
