// How many rows each view has comes after the list itself, which never waits for it.
(async (script) => {
  const places = document.querySelectorAll("[data-count]");
  if (!places.length) return;
  const answer = await fetch(script.dataset.ask, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer || !answer.ok) return;
  const counts = await answer.json();
  places.forEach((place) => { place.textContent = counts[place.dataset.count] ?? ""; });
})(document.currentScript);
