// Menus made of <details> close on Escape and on a click elsewhere; facets open on wide screens of older browsers.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 961px)").matches) {
  document.querySelectorAll("details[data-facets]").forEach((facets) => {
    facets.open = true;
  });
}
