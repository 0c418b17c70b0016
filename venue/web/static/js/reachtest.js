/** The installer's page of the reachability test: shows each result as it comes. */

const EVERY_MS = 2_000;
const known = Number(document.querySelector("[data-results]").dataset.results);

document.querySelector("[data-print]").addEventListener("click", () => print());

setInterval(async () => {
  const answer = await fetch("/api/v1/reach").catch(() => null);
  if (answer?.ok && (await answer.json()).items.length !== known) location.reload();
}, EVERY_MS);
