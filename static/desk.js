// Improves pages that are complete without it: countdown, copy buttons, error summary, theme, progress. No dependencies.
(function () {
  "use strict";
  var d = document, root = d.documentElement, words = root.lang === "it"
    ? { d: "g", h: "h", m: "min", s: "s", over: "Scaduto da ", due: "Mancano " , copied: "Copiato" }
    : { d: "d", h: "h", m: "min", s: "s", over: "Overdue by ", due: "Due in ", copied: "Copied" };
  // Server time, never the client's clock: what the page was rendered at, plus time since it loaded.
  var rendered = Date.parse(root.dataset.now || ""), t0 = performance.now();
  function now() { return rendered + performance.now() - t0; }
  function parts(ms) {
    var s = Math.floor(Math.abs(ms) / 1000), h;
    if (s >= 3600) s = Math.round(s / 60) * 60;
    h = Math.floor(s / 3600);
    if (h >= 48) return [[Math.floor(h / 24), words.d], [h % 24, words.h]];
    if (h >= 1) return [[h, words.h], [Math.floor(s % 3600 / 60), words.m]];
    if (s >= 60) return [[Math.floor(s / 60), words.m]].concat(ms > 0 ? [[s % 60, words.s]] : []);
    return [[s, words.s]];
  }
  function paint(el, left) {
    el.textContent = "";
    if (left < 0 && el.hasAttribute("data-big")) el.append(words.over);
    parts(left).forEach(function (p, i) {
      if (i) el.append(" ");
      var b = d.createElement("b");
      b.textContent = p[0];
      el.append(b, "\u00a0" + p[1]);
    });
  }
  var clocks = [].slice.call(d.querySelectorAll("[data-due]")), live = d.getElementById("live"), last = {};
  function tick() {
    var soonest = Infinity;
    clocks.forEach(function (el, i) {
      var left = Date.parse(el.dataset.due) - now(), hours = left / 36e5;
      paint(el, left);
      soonest = Math.min(soonest, Math.abs(hours));
      // One polite sentence when a threshold is crossed, never the ticking text.
      var band = hours < 0 ? 0 : hours < 1 ? 1 : hours < 4 ? 4 : hours < 12 ? 12 : hours < 24 ? 24 : 99;
      if (live && el.hasAttribute("data-big") && last[i] !== undefined && last[i] !== band)
        live.textContent = (left < 0 ? words.over : words.due) + el.textContent;
      last[i] = band;
    });
    setTimeout(tick, soonest < 1 ? 1000 : 30000);
  }
  if (rendered && clocks.length) tick();

  var sum = d.querySelector(".errors[role=alert]");
  if (sum) sum.focus();

  [].forEach.call(d.querySelectorAll("[data-copy]"), function (b) {
    b.hidden = false;
    b.addEventListener("click", function () {
      var from = d.getElementById(b.dataset.copy);
      navigator.clipboard.writeText(from.textContent).then(function () {
        b.textContent = words.copied;
        if (live) live.textContent = words.copied;
      });
    });
  });

  // Fetches this page again and takes over one fragment, until the server sends it without data-refresh (seconds).
  function refresh(el) {
    setTimeout(function () {
      fetch(location.href, { headers: { Accept: "text/html" } }).then(function (r) { return r.text(); }).then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById(el.id);
        if (!fresh) return location.reload();
        // What the person is typing or has focused stays untouched; the next round tries again.
        if (el.contains(d.activeElement)) return refresh(el);
        el.replaceWith(fresh);
        if (fresh.dataset.refresh) refresh(fresh);
        else if (live) live.textContent = fresh.dataset.done || "";
      }, function () { refresh(el); });
    }, 1000 * el.dataset.refresh);
  }
  [].forEach.call(d.querySelectorAll("[id][data-refresh]"), refresh);

  // A draft saves itself as by its button: the browser may go at any time. What is refused, the person saves and sees why.
  var draft = d.querySelector("form[data-autosave]"), dirty, busy;
  function keep() {
    if (!dirty || busy) return;
    dirty = false; busy = true;
    fetch(draft.dataset.to || draft.action, { method: "POST", body: new URLSearchParams(new FormData(draft)) }).then(function (r) {
      return r.text().then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("form[data-autosave]"), ok = r.ok && fresh;
        d.getElementById("kept").textContent = ok ? fresh.dataset.kept : draft.dataset.refused;
        if (!ok) return;
        ["based-on", "form-token"].forEach(function (name) {
          d.getElementsByName(name).forEach(function (el) { el.value = fresh.elements[name].value; });
        });
        busy = false;
      });
    }, function () { busy = false; dirty = true; });
  }
  if (draft) {
    draft.oninput = function () { dirty = true; };
    draft.onsubmit = function () { busy = true; };
    setInterval(keep, 1000 * draft.dataset.autosave);
  }

  var pick = d.querySelector("[data-theme-pick]");
  if (pick) pick.addEventListener("change", function () {
    if (pick.value) root.dataset.theme = pick.value; else delete root.dataset.theme;
  });
})();
