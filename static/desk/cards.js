// A card number is told beside its field before anything is sent: the house refuses whatever holds one, and on a page of
// its own. What counts as one is said in core/cards.py; this is the same for the digits that are typed.
(() => {
  const SENTENCE = "This looks like a card number. Take it out: cards are paid by link or by token, never typed in here.";
  // First number, the one after the last, and lengths.
  const RANGES = [
    [4, 5, [16, 19]], [51, 56, [16]], [2221, 2721, [16]], [34, 35, [15]], [37, 38, [15]], [300, 306, [14, 16]],
    [36, 37, [14, 16]], [38, 40, [14, 16]], [3528, 3590, [16, 19]], [6011, 6012, [16, 19]], [644, 650, [16, 19]],
    [65, 66, [16, 19]], [62, 63, [16, 17, 18, 19]], [6759, 6764, [16, 18, 19]]
  ];
  const RUN = /(?<![\d_+])(?<!\d[.,])\d+(?:[ \-.\u00a0\u2009\u202f\u2010-\u2015]\d+)*(?![\d_])/gu;
  const GROUPINGS = ["4,4,4,4", "4,4,4,4,3", "4,6,5", "4,6,4"];
  const MARKETPLACE = /^\d{3}-\d{7}-\d{7}$/;
  const DAY = /(?<!\d)(?:(?:19|20)\d\d-\d\d-\d\d|\d\d?\.\d\d?\.(?:19|20)\d\d)(?!\d)/;
  const WORD = /^\p{L}{3,}$/u;

  function isLuhn(number) {
    const sum = [...number].reverse().reduce((before, sign, at) => {
      const worth = Number(sign) * (at % 2 ? 2 : 1);
      return before + (worth > 9 ? worth - 9 : worth);
    }, 0);
    return sum % 10 === 0;
  }

  function isArticle(number) {
    const sum = [...number].reverse().reduce((before, sign, at) => before + Number(sign) * (at % 2 ? 3 : 1), 0);
    return sum % 10 === 0;
  }

  function standsAlone(text, start, end) {
    const before = /[\p{L}\p{N}_]+$/u.exec(text.slice(Math.max(0, start - 40), start));
    const after = /^[\p{L}\p{N}_]+/u.exec(text.slice(end));
    return [before, after].every((each) => !each || WORD.test(each[0]));
  }

  function isOne(text, start, end) {
    const found = text.slice(start, end);
    if (MARKETPLACE.test(found) || DAY.test(found) || !standsAlone(text, start, end)) return false;
    const number = found.replace(/\D/g, "");
    if (found.length === 14 && (isArticle(number) || /[/=]$/.test(text.slice(0, start)))) return false;
    const isKnown = ([first, stop, lengths]) => {
      const head = Number(number.slice(0, String(first).length));
      return lengths.includes(number.length) && head >= first && head < stop;
    };
    return RANGES.some(isKnown) && isLuhn(number);
  }

  function ends(sizes, first) {
    const fits = (count) => count >= 14 && count <= 19;
    const found = [];
    if (first === 0 && fits(sizes.reduce((sum, size) => sum + size, 0))) found.push(sizes.length - 1);
    for (let last = first; last < Math.min(first + 5, sizes.length); last++) {
      const part = sizes.slice(first, last + 1);
      if (GROUPINGS.includes(part.join()) || (part.length === 1 && fits(part[0]))) found.push(last);
    }
    return found;
  }

  function hasCard(text) {
    for (const run of text.matchAll(RUN)) {
      const groups = [...run[0].matchAll(/\d+/g)].map((each) => [run.index + each.index, each[0].length]);
      const sizes = groups.map((group) => group[1]);
      for (let first = 0; first < groups.length; first++) {
        const isAny = (last) => isOne(text, groups[first][0], groups[last][0] + groups[last][1]);
        if (ends(sizes, first).some(isAny)) return true;
      }
    }
    return false;
  }

  const SILENT = ["hidden", "checkbox", "radio", "file", "submit", "button", "password"];

  function isTyped(field) {
    return (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && !SILENT.includes(field.type);
  }

  function tell(field) {
    if (field.dataset.card) return;
    field.dataset.card = "told";
    field.setAttribute("aria-invalid", "true");
    field.insertAdjacentHTML("afterend", '<p class="oms-error" role="alert"></p>');
    field.nextElementSibling.textContent = SENTENCE;
  }

  function look(field) {
    if (hasCard(field.value)) return tell(field);
    if (!field.dataset.card) return;
    delete field.dataset.card;
    field.removeAttribute("aria-invalid");
    field.nextElementSibling.remove();
  }

  // The fields of a form that hold a card number, each told; empty where the form may be sent.
  window.cardFields = (form) => {
    const typed = [...form.elements].filter(isTyped);
    typed.forEach(look);
    return typed.filter((field) => field.dataset.card);
  };
  window.cardSentence = SENTENCE;
  window.hasCard = hasCard;

  document.addEventListener("change", (event) => isTyped(event.target) && look(event.target));
  document.addEventListener("input", (event) => event.target.dataset.card && look(event.target));
  document.addEventListener("submit", (event) => {
    const found = window.cardFields(event.target);
    if (!found.length) return;
    event.preventDefault();
    event.stopPropagation();
    found[0].focus();
  }, true);
})();
