// Axes and legends are written in the page's own ink, by day and by night; the theme would leave them dark on dark.
(() => {
  const ink = () => {
    Chart.defaults.color = getComputedStyle(document.documentElement).getPropertyValue("--oms-text").trim();
  };
  ink();
  // The theme draws its charts anew when day and night change: after this, since it begins to watch later.
  new MutationObserver(ink).observe(document.documentElement, { attributeFilter: ["class"] });
})();
