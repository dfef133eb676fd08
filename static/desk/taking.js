// The order-taking page: what is typed is priced at once; lines grow; Ctrl+Enter places.
(() => {
  const form = document.querySelector("form[data-quote]");
  if (!form) return;
  const card = document.getElementById("quote");
  const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let timer = 0;
  let asked = 0;

  function refuse(reason) {
    card.innerHTML = '<p class="oms-bad-text"></p><p>What you typed is still here.</p>';
    card.firstElementChild.textContent = reason;
  }

  async function ask() {
    const mine = ++asked;
    if (window.cardFields(form).length) return refuse(window.cardSentence);
    card.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.quote, {
        method: "POST", body: new FormData(form), headers: { "X-CSRFToken": csrf, Accept: "application/json, text/html" },
      });
      // A slow answer must not stand over a younger one.
      const isReason = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
      const told = isReason ? (await answer.json()).detail : await answer.text();
      if (mine !== asked) return;
      if (answer.ok) card.innerHTML = told;
      else refuse(isReason ? told : "The price cannot be told now.");
    } catch {
      if (mine === asked) card.innerHTML = "<p>The house cannot be reached. What you typed is still here.</p>";
    }
    if (mine === asked) card.removeAttribute("aria-busy");
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  }

  function field(name) {
    return form.querySelector(`[name="${name}"]`);
  }

  function addLine() {
    const total = field("lines-TOTAL_FORMS");
    const number = Number(total.value);
    const text = document.getElementById("empty-line").innerHTML.replaceAll("__prefix__", String(number));
    document.getElementById("lines").insertAdjacentHTML("beforeend", text);
    total.value = String(number + 1);
    const select = field(`lines-${number}-sku`);
    window.django.jQuery(select).djangoAdminSelect2();
    window.nameBoxes();
    return select;
  }

  function lastIsUsed() {
    const number = Number(field("lines-TOTAL_FORMS").value);
    return Boolean(field(`lines-${number - 1}-sku`).value);
  }

  form.addEventListener("input", soon);
  // Select2 speaks jQuery only.
  window.django.jQuery(form).on("change", "select", (event) => {
    const match = /^lines-(\d+)-sku$/.exec(event.target.name);
    if (match && event.target.value) {
      const quantity = field(`lines-${match[1]}-quantity`);
      if (!quantity.value) quantity.value = "1";
      if (lastIsUsed()) addLine();
      // Select2 takes the focus back when it closes; the next thing to type is the quantity.
      setTimeout(() => {
        quantity.focus();
        quantity.select();
      }, 30);
    }
    soon();
  });
  document.getElementById("add-line").addEventListener("click", () => window.django.jQuery(addLine()).select2("open"));
  card.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.way) field("shipping_method").value = button.dataset.way;
    if ("fill" in button.dataset) {
      for (const [name, value] of Object.entries(button.dataset)) if (field(name)) field(name).value = value;
    }
    soon();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.closest(".select2") || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) form.querySelector("button[name=place]").click();
    else soon();
  });
  ask();
})();
