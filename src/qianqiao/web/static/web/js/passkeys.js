// Says on the page when a security key did not answer, or when the browser knows none.
const show = (name) => document.querySelectorAll(`[data-key-${name}]`).forEach((part) => { part.hidden = false; });

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("trouble");
});
if (!("PublicKeyCredential" in window)) show("unknown");
