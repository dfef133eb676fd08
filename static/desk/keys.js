// The keys of the page: “?” shows them, and those that every page has are answered here.
(() => {
  const EVERYWHERE = [["?", "Show these keys"], ["Esc", "Close; on the floor, back to the scan field"]];
  const OFFICE = [["Ctrl K", "Find an order, go to a page, do something: “new order”, “release next 20”, “find Meyer”"]];
  const LISTS = [["/", "Search this list"], ["N", "Next page"], ["P", "Previous page"]];
  const FLOOR = [["Alt 1 … 9", "Go to the section of that number"], ["Enter", "Take what was scanned or typed"]];
  // Who dictates or whose hand slips may switch single keys off; it is remembered on this device.
  const OFF = "single-keys-off";
  const isTyping = () => document.activeElement?.matches("input, textarea, select, [contenteditable]") ?? false;
  const link = (rel) => document.querySelector(`nav a[rel="${rel}"]`);
  const sections = () => [...document.querySelectorAll("nav.sections a")];

  // What a page says of itself: data-keys="Ctrl Enter: Place the order".
  const ofThePage = () => [...document.querySelectorAll("[data-keys]")].flatMap((place) =>
    place.dataset.keys.split(";").map((one) => one.split(":").map((part) => part.trim())));
  const keys = () => [
    ...ofThePage(),
    ...(document.getElementById("searchbar") || link("next") || link("prev") ? LISTS : []),
    ...(sections().length ? FLOOR : []),
    ...(document.getElementById("search-input-command") ? OFFICE : []),
    ...EVERYWHERE,
  ];

  function made(tag, words = "", attributes = {}) {
    const element = document.createElement(tag);
    element.textContent = words;
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  function dialog() {
    const box = made("dialog", "", { id: "oms-keys", class: "oms-keys", "aria-labelledby": "oms-keys-title" });
    const table = made("table");
    keys().forEach(([key, words]) => {
      const row = made("tr");
      const cell = made("th", "", { scope: "row" });
      cell.append(made("kbd", key));
      row.append(cell, made("td", words));
      table.append(row);
    });
    const close = made("button", "Close", { type: "button", class: "oms-button button" });
    close.addEventListener("click", () => box.close());
    box.addEventListener("close", () => box.remove());
    const single = made("label", "", { class: "oms-keys-single" });
    const tick = made("input", "", { type: "checkbox" });
    tick.checked = !localStorage.getItem(OFF);
    tick.addEventListener("change", () => tick.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
    single.append(tick, " Single letters work as keys");
    box.append(made("h2", "Keys of this page", { id: "oms-keys-title" }), table, single, close);
    return box;
  }

  function show() {
    if (document.getElementById("oms-keys")) return;
    const box = dialog();
    document.body.append(box);
    box.showModal();
  }

  function go(event, target) {
    if (!target) return;
    event.preventDefault();
    target.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(event.code)) {
      go(event, sections()[Number(event.code.slice(-1)) - 1]);
      return;
    }
    if (event.key === "Escape" && sections().length && !document.querySelector("dialog[open]")) {
      document.querySelector("main [autofocus]")?.focus();
      return;
    }
    if (isTyping() || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
    if (event.key === "?") { event.preventDefault(); show(); }
    if (event.key === "n") go(event, link("next"));
    if (event.key === "p") go(event, link("prev"));
  });
  // The palette: Enter takes what is marked; with nothing marked the first that was found for the words as they stand,
  // where the theme's script would fail.
  let answered = "";
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "command-results") answered = event.detail.requestConfig.parameters.get?.("s")
      ?? event.detail.requestConfig.parameters.s ?? "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "search-input-command") return;
    const palette = window.Alpine?.$data(event.target);
    if (!palette || palette.items?.[palette.currentIndex - 1]) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!palette.hasResults || answered !== event.target.value) return;
    palette.currentIndex = 1;
    palette.selectItem(false, event.ctrlKey || event.metaKey);
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest('a[href="#keys"], [data-show-keys]')) { event.preventDefault(); show(); }
  });
})();
