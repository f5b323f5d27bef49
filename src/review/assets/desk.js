// Keys for what the page's own buttons and links do, and counts that keep up. Without it everything works.
"use strict";
(() => {
  const box = document.getElementById("keys");
  const wanted = () => localStorage.getItem("keys") !== "off";
  if (box) {
    box.checked = wanted();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !wanted()) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "/") {
      const why = document.getElementById("why");
      if (why) { event.preventDefault(); why.focus(); }
      return;
    }
    const found = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!found) return;
    event.preventDefault();
    if (found.tagName === "DETAILS") { found.open = !found.open; return; }
    found.click();
  });
  // A form that was sent is not sent again.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
  const counts = document.querySelectorAll("[data-count]");
  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/counts", { headers: { accept: "application/json" } });
      // The session is over: nobody's record stays on a screen that was left.
      if (answer.status === 401) location.reload();
      if (!answer.ok) return;
      const now = await answer.json();
      counts.forEach((one) => { one.textContent = now[one.dataset.count]; });
    } catch { /* the next one may come through */ }
  };
  if (counts.length) {
    refresh();
    setInterval(refresh, 20000);
    document.addEventListener("visibilitychange", refresh);
  }
})();
