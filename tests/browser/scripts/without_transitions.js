// Colours change by transitions, however short, one level of elements after the other: measured before the last has
// ended they are neither the old nor the new ones.
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
