/** A guest's eSIM page: copying, the country's name, and a look again while the eSIM is coming. */

import { copyText } from "./copy.js";
import { nameCountries } from "./countries.js";
import { uuid7 } from "./ids.js";

const WAITING = ["quoted", "paid", "submitted", "unknown", "found", "resubmitted"];
const AGAIN_MS = 10_000;
const SHOWN_MS = 3_000;
const page = document.querySelector("main.esim");
const pass = encodeURIComponent(page.dataset.pass);

nameCountries(page);

for (const button of page.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!(await copyText(button.dataset.copy))) return;
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), SHOWN_MS);
  });
}

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
