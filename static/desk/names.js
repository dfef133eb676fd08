// Select2 draws its own boxes and leaves them without a name; the label of the field is theirs too.
window.nameBoxes = () => {
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling;
    if (!label || !box) return;
    box.querySelectorAll("[role=combobox], [role=textbox]").forEach((part) => {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", label.firstChild.textContent.trim());
    });
  });
};
// The theme draws its boxes when the page has loaded; ours comes after that.
window.addEventListener("load", () => setTimeout(window.nameBoxes));
