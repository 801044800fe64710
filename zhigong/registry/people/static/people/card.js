/* The member's card: refresh its code, say 离线 when that is no longer possible, and have the page
   kept for showing without network. */
(function () {
  "use strict";
  var notice = document.querySelector("[data-offline]");
  var expired = document.querySelector("[data-expired]");
  var code = document.getElementById("card-code");
  if (!notice || !code) return;
  var sheet = code.closest("[data-kept]");
  var expires = Number(sheet.dataset.expires);
  var LIFETIME = 60 * 1000;

  function show(offline) {
    var isOver = Date.now() > expires;
    notice.hidden = !offline;
    expired.hidden = !(offline && isOver);
    code.classList.toggle("is-offline", offline);
    code.classList.toggle("is-expired", offline && isOver);
  }

  /* A browser that says it is on line may still reach nobody: only an answer ends 离线. */
  function refresh() { document.body.dispatchEvent(new Event("refresh")); }

  function answered() {
    if (sheet.dataset.kept === "yes") { window.location.reload(); return; }
    expires = Date.now() + LIFETIME;
    show(false);
  }

  window.addEventListener("offline", function () { show(true); });
  window.addEventListener("online", refresh);
  document.body.addEventListener("htmx:sendError", function () { show(true); });
  document.body.addEventListener("htmx:afterSwap", answered);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && navigator.onLine !== false) refresh();
  });
  setInterval(function () { if (!notice.hidden) show(true); }, 1000);
  if (navigator.onLine === false || sheet.dataset.kept === "yes") show(true);

  /* Only over HTTPS: on plain http no browser keeps pages, and the card lives while it is open. */
  if (!("serviceWorker" in navigator) || sheet.dataset.kept === "yes") return;
  navigator.serviceWorker.register(sheet.dataset.worker, { scope: "/" }).then(function () {
    return navigator.serviceWorker.ready;
  }).then(function (registration) {
    if (!navigator.serviceWorker.controller) registration.active.postMessage("keep-card");
  }).catch(function () { /* a browser set to keep nothing: the card works while there is network */ });
})();
