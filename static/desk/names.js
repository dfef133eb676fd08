// Select2 draws its own boxes and leaves them without a name; the name of the field is theirs too.
window.nameBoxes = () => {
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const name = select.getAttribute("aria-label") || label?.firstChild.textContent.trim();
    const box = select.nextElementSibling;
    if (!name || !box) return;
    box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]").forEach((part) => {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    });
  });
  // Django's signs in a box of choices have a name, but are nothing that may be named.
  document.querySelectorAll(".help-tooltip[aria-label]").forEach((sign) => sign.setAttribute("role", "img"));
};
// The theme draws its boxes when the page has loaded, and in a row when it is added; ours comes after that.
window.addEventListener("load", () => setTimeout(window.nameBoxes));
document.addEventListener("formset:added", () => setTimeout(window.nameBoxes));
