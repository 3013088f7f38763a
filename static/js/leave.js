// Leave this page, at once: the screen is blank before anybody answers, and this page's place in the history goes.
(() => {
  const root = document.documentElement;
  let presses = 0, alone, clock;
  const count = n => { presses = n; root.dataset.shift = n; };
  const leave = () => { root.classList.add("gone"); location.replace("/me/w/"); };
  addEventListener("click", e => {
    if (e.target.closest("[data-leave]")) { e.preventDefault(); leave(); }
  });
  addEventListener("keydown", e => { alone = e.key === "Shift"; if (!alone) count(0); });
  addEventListener("keyup", e => {
    if (e.key !== "Shift" || !alone) return;
    clearTimeout(clock);
    count(presses + 1);
    if (presses > 2) leave();
    else clock = setTimeout(count, 5000, 0);
  });
  // A page that comes back out of the browser's memory asks the server again.
  addEventListener("pageshow", e => { if (e.persisted) { root.classList.add("gone"); location.reload(); } });
})();
