// Reads codes with the phone's camera and gives them to the page's scan form, as a scanner would.
(() => {
  "use strict";
  const PICTURE = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  const LOOK_MS = 120;
  // A code is taken again after this long, and not while it just stays in view: it may be the same unit.
  const AGAIN_MS = 2000;
  const GONE_MS = 1000;
  const ONWARD = "floor.camera-goes-on";
  const ONWARD_MS = 10000;
  const OTHERWISE = "Until then type the code or use a scanner.";
  const NOT_SECURE = `The camera works only on a secure address (https). Open this page by its https address, or ask whoever runs the system for one. ${OTHERWISE}`;
  const NO_CAMERA = `No camera was found. Connect one and press Camera again. ${OTHERWISE}`;
  const NO_READER = `What reads the codes could not be loaded. Check the connection and press Camera again. ${OTHERWISE}`;
  const REASONS = {
    NotAllowedError: `This page may not use the camera. Tap the sign beside the address, allow the camera and press Camera again. ${OTHERWISE}`,
    NotReadableError: `The camera is in use elsewhere. Close the other app and press Camera again. ${OTHERWISE}`,
  };
  const panel = document.querySelector("[data-camera]");
  const view = panel.querySelector("[data-camera-view]");
  const said = panel.querySelector("[data-camera-said]");
  const stopButton = panel.querySelector("[data-camera-stop]");
  const sightings = new Map();
  // Counted up by every start and stop: what was begun before then has nothing to say any more.
  let session = 0;
  let stream = null;
  let isWaiting = false;
  let candidate = "";
  let isFresh = false;

  const pause = (length) => new Promise((done) => setTimeout(done, length));
  const scanField = () => document.querySelector("[data-scan]");
  const hasScanField = (element) => element.matches("form:has([data-scan])");
  const close = (opened) => opened.getTracks().forEach((track) => track.stop());

  function show(sentence, button) {
    panel.hidden = false;
    said.textContent = sentence;
    stopButton.textContent = button;
  }

  // Buttons say whether it is on; the keyboard of the phone stays away while it is.
  function mark() {
    const isOn = !panel.hidden && stream !== null;
    document.querySelectorAll("[data-camera-open]").forEach((one) => one.setAttribute("aria-pressed", isOn));
    const field = scanField();
    if (!field) return;
    if (isOn) field.inputMode = "none";
    else field.removeAttribute("inputmode");
  }

  function stop() {
    session += 1;
    if (stream) close(stream);
    stream = null;
    view.srcObject = null;
    view.hidden = true;
    panel.hidden = true;
    sightings.clear();
    candidate = "";
    mark();
  }

  function fail(sentence) {
    stop();
    show(sentence, "Close");
  }

  async function start() {
    stop();
    const mine = session;
    show("The camera opens …", "Stop");
    scanField().focus({ preventScroll: true });
    if (!navigator.mediaDevices) return fail(window.isSecureContext ? NO_CAMERA : NOT_SECURE);
    let opened;
    try {
      opened = await navigator.mediaDevices.getUserMedia({ video: PICTURE });
    } catch (error) {
      if (mine === session) fail(REASONS[error.name] || NO_CAMERA);
      return;
    }
    if (mine !== session) return close(opened);
    stream = opened;
    stream.getTracks().forEach((track) => track.addEventListener("ended", () => mine === session && fail(NO_CAMERA)));
    view.srcObject = stream;
    view.hidden = false;
    mark();
    try {
      await view.play();
      await window.floorCodes.prepare(panel.dataset);
    } catch {
      if (mine === session) fail(NO_READER);
      return;
    }
    if (mine !== session) return;
    show("Hold a code into the view.", "Stop");
    look(mine);
  }

  async function look(mine) {
    while (mine === session) {
      try {
        const codes = await window.floorCodes.read(view, panel.dataset);
        if (mine === session) notice(codes);
      } catch {
        if (mine === session) fail(NO_READER);
        return;
      }
      await pause(LOOK_MS);
    }
  }

  // Of several codes the middle one is meant. It is taken once two looks agree: a glance may read a code amiss.
  function notice(codes) {
    const now = performance.now();
    const [code = ""] = codes;
    const before = sightings.get(code);
    const mayTake = !before || (now - before.takenAt >= AGAIN_MS && now - before.seenAt >= GONE_MS);
    for (const seen of codes) if (sightings.has(seen)) sightings.get(seen).seenAt = now;
    if (code !== candidate) {
      candidate = code;
      isFresh = mayTake;
      return;
    }
    if (!code || !isFresh || isWaiting) return;
    isFresh = false;
    sightings.set(code, { takenAt: now, seenAt: now });
    take(code);
  }

  // Into the field the form waits for: a lot or serial that is asked for, else the code.
  function take(code) {
    const form = scanField()?.form;
    if (!form) return;
    const asked = [...form.querySelectorAll("input[required]:not([data-scan])")].find((field) => !field.value);
    (asked || scanField()).value = code;
    show(`Read: ${code.replaceAll("\x1d", " ")}`, "Stop");
    form.requestSubmit();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-camera-open]")) {
      if (stream) stop();
      else start();
    }
    if (event.target.closest("[data-camera-stop]")) {
      stop();
      scanField()?.focus({ preventScroll: true });
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target.matches("[data-scan]")) event.target.removeAttribute("inputmode");
  });
  // Nothing is read before the answer came, whoever asked; a page that goes away gives none.
  document.addEventListener("submit", (event) => {
    if (hasScanField(event.target) && !event.target.matches("[hx-post]")) isWaiting = true;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (hasScanField(event.detail.elt)) isWaiting = !event.defaultPrevented;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    isWaiting = Boolean(event.detail.xhr.getResponseHeader("HX-Redirect"));
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (stream && !scanField()) stop();
    else mark();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
  });
  // A scan may lead to the next page: there the camera goes on, for it was not stopped.
  window.addEventListener("pagehide", () => {
    if (stream && isWaiting) sessionStorage.setItem(ONWARD, Date.now());
    stop();
  });
  const leftAt = Number(sessionStorage.getItem(ONWARD));
  sessionStorage.removeItem(ONWARD);
  if (scanField() && Date.now() - leftAt < ONWARD_MS) start();
})();
