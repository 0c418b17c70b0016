// A guest's eSIM page: says once that it was seen, and looks again while the eSIM is on its way.
import { uuid7 } from "./ids.js";

const WAITING = ["quoted", "paid", "submitted", "unknown", "found", "resubmitted"];
const AGAIN_MS = 10_000;
const page = document.querySelector("main.esim");
const pass = encodeURIComponent(page.dataset.pass);

if (page.dataset.state === "fulfilled") {
  fetch(`/api/v1/esim/sims/${pass}/shown`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": uuid7() },
    body: "{}",
  }).catch(() => {}); // seen again at the next visit
} else if (WAITING.includes(page.dataset.state)) {
  const timer = setInterval(async () => {
    try {
      const answer = await fetch(`/api/v1/esim/sims/${pass}`);
      if (answer.ok && (await answer.json()).state !== page.dataset.state) {
        clearInterval(timer);
        location.reload();
      }
    } catch {
      // The line is away; the next look is soon.
    }
  }, AGAIN_MS);
}
