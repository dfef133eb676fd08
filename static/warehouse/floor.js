// Keeps the scanner's field in focus, lets a wrong scan be heard and felt, and keeps scans while the line is down.
(() => {
  "use strict";
  const KEPT = "floor.kept-scans";
  const REFUSED = "floor.refused-scans";
  const RETRY_MS = 3000;
  let sound = null;
  let sending = false;

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const kept = () => JSON.parse(localStorage.getItem(KEPT) || "[]");
  const refusedScans = () => JSON.parse(sessionStorage.getItem(REFUSED) || "[]");
  const keep = (scans) => localStorage.setItem(KEPT, JSON.stringify(scans));

  function tone(frequency, start, length) {
    const oscillator = sound.createOscillator();
    const gain = sound.createGain();
    oscillator.frequency.value = frequency;
    oscillator.type = "square";
    gain.gain.value = 0.08;
    oscillator.connect(gain).connect(sound.destination);
    oscillator.start(sound.currentTime + start);
    oscillator.stop(sound.currentTime + start + length);
  }

  function tell(kind) {
    sound = sound || new AudioContext();
    if (kind === "wrong") {
      tone(180, 0, 0.18);
      tone(140, 0.22, 0.3);
      if (navigator.vibrate) navigator.vibrate([200, 80, 200]);
    } else if (kind === "beware") {
      tone(660, 0, 0.12);
      tone(520, 0.16, 0.16);
      if (navigator.vibrate) navigator.vibrate([60, 60, 60]);
    } else {
      tone(kind === "done" ? 1320 : 990, 0, 0.07);
      if (navigator.vibrate) navigator.vibrate(30);
    }
  }

  function focusScanner() {
    const field = document.querySelector("[data-scan]");
    const chosen = document.activeElement;
    if (field && !(chosen && chosen.matches("input:not([data-scan]), select, textarea"))) field.focus({ preventScroll: true });
  }

  function arrive(root) {
    const heard = root.querySelector('[data-feedback]:not([data-feedback=""])');
    if (heard) tell(heard.dataset.feedback);
    const first = root.querySelector("[autofocus]");
    if (first) {
      first.focus({ preventScroll: true });
      // Nobody types blind: a field further down comes into view. The scanner's stays where the walk is read.
      if (!first.matches("[data-scan]")) first.scrollIntoView({ block: "center" });
      // A refused value is typed over, not typed on.
      if (first.matches("input") && first.value) first.select();
    }
    focusScanner();
  }

  function showKept() {
    const banner = document.querySelector("[data-offline]");
    const count = kept().length;
    const refused = refusedScans();
    const told = count ? [`No connection. ${count} scan${count > 1 ? "s are" : " is"} kept and will be sent.`] : [];
    if (refused.length) told.push(`Of what was kept, not taken: ${refused.join(" ")}`);
    banner.hidden = told.length === 0;
    banner.textContent = told.join(" ");
  }

  // What the house says to a kept scan nobody watches: a wrong one is told once it is known.
  async function refusal(answer, fields) {
    if (!answer.ok) return `${fields.code} (${answer.status}).`;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const heard = page.querySelector('[data-feedback="wrong"]');
    return heard ? `${fields.code} (${heard.textContent.trim()})` : "";
  }

  async function sendKept() {
    if (sending || !kept().length) return;
    sending = true;
    let onward = "";
    try {
      while (kept().length) {
        const [scan] = kept();
        const answer = await fetch(scan.url, { method: "POST", body: new URLSearchParams(scan.fields) });
        if (answer.status >= 500) return;
        const told = await refusal(answer, scan.fields);
        if (told) sessionStorage.setItem(REFUSED, JSON.stringify([...refusedScans(), told]));
        if (answer.redirected) onward = answer.url;
        keep(kept().slice(1));
      }
      if (onward) location.assign(onward);
      else location.reload();
    } catch {
      // Still no connection: the next round tries again, under the same scan ids.
    } finally {
      sending = false;
      showKept();
    }
  }

  function keepScan(form, parameters) {
    keep([...kept(), { url: form.action, fields: Object.fromEntries(new URLSearchParams(parameters)) }]);
    form.elements.scan_id.value = newId();
    form.elements.code.value = "";
    showKept();
    focusScanner();
  }

  // While earlier scans wait, later ones wait behind them: the house hears them in the order they were made.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest("[data-scan-form]");
    if (!form) return;
    if (!kept().length) return sessionStorage.removeItem(REFUSED);
    event.preventDefault();
    keepScan(form, event.detail.requestConfig.parameters);
  });
  document.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.elt.closest("[data-scan-form]");
    if (form) keepScan(form, event.detail.requestConfig.parameters);
  });
  document.addEventListener("htmx:timeout", (event) => {
    const form = event.detail.elt.closest("[data-scan-form]");
    if (form) keepScan(form, event.detail.requestConfig.parameters);
  });
  // The house is up but its database is not: as good as no connection.
  document.addEventListener("htmx:responseError", (event) => {
    const form = event.detail.xhr.status === 503 && event.detail.elt.closest("[data-scan-form]");
    if (form) keepScan(form, event.detail.requestConfig.parameters);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    // What looks again by itself neither sounds nor takes the cursor from who types.
    if (event.detail.requestConfig?.elt.matches("[data-quiet]")) return;
    // What was told of an earlier act would stand beside what is told of this one.
    document.querySelector("main .messages")?.remove();
    arrive(document.querySelector("#card") || event.target);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, input, select, label")) focusScanner();
  });
  window.addEventListener("online", sendKept);
  setInterval(sendKept, RETRY_MS);
  arrive(document);
  showKept();
  if (refusedScans().length) tell("wrong");
})();
