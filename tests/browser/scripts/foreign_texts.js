(language) => {
  const chinese = /[\u3400-\u9fff]/;
  // two words in a row: single words may be names, and values of codes are set apart by signs
  const english = /[A-Za-z]{2,}[,;:.]?\s+[A-Za-z]{2,}/;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const attributes = ["placeholder", "aria-label", "title", "alt"];
  const judge = (text, element) => {
    const lang = (element.closest("[lang]")?.lang || "").toLowerCase();
    if (language === "zh" && lang.startsWith("zh") && english.test(text) && !chinese.test(text)) found.push(text);
    if (language === "en" && lang.startsWith("en") && chinese.test(text)) found.push(text);
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element.closest("script, style, code, pre, kbd, samp, template, textarea")) continue;
    const text = node.textContent.trim().replace(/\s+/g, " ");
    if (text) judge(text, element);
  }
  for (const element of document.body.querySelectorAll(attributes.map((name) => `[${name}]`).join(","))) {
    for (const name of attributes) {
      const text = element.getAttribute(name);
      if (text) judge(text, element);
    }
  }
  judge(document.title, document.documentElement);
  return found;
}
