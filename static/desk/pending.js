// Counts down what can still be undone, tells who else looks at the order, and shows what came of it.
(() => {
  const box = document.getElementById("pending");
  if (!box) return;
  const also = document.getElementById("also");
  const timers = [...box.querySelectorAll("[data-until]")];
  // The words are for ears: now, at ten seconds, and at the end; not every second.
  const tell = (timer, words) => {
    const place = timer.closest("section").querySelector("[data-words]");
    place.textContent = `${place.dataset.words}: ${words}`;
  };
  const left = (timer) => Math.ceil((new Date(timer.dataset.until) - Date.now()) / 1000);
  const count = () => timers.forEach((timer) => {
    const seconds = left(timer);
    timer.textContent = seconds > 0 ? `In ${seconds} s` : "Being done";
    if (!timer.dataset.told || seconds === 10 || seconds === 0) {
      timer.dataset.told = "yes";
      tell(timer, seconds > 0 ? `in ${seconds} seconds` : "being done");
    }
  });
  // What somebody is typing is never thrown away.
  const isTyping = () => [...document.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
  const show = async () => {
    const answer = await fetch(box.dataset.ask, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { also: others, pending } = await answer.json();
    also.hidden = others.length === 0;
    also.lastElementChild.textContent = `Also open by ${others.join(", ")}`;
    if (pending === box.dataset.pending) return;
    if (isTyping()) document.getElementById("news").hidden = false;
    else location.reload();
  };
  // Without the server nothing is shown anew; the next time may find it.
  const ask = () => show().catch(() => {});
  count();
  if (timers.length) setInterval(count, 1000);
  setInterval(() => { if (!document.hidden) ask(); }, 30000);
  setInterval(() => { if (timers.some((timer) => left(timer) <= 0)) ask(); }, 2000);
})();
