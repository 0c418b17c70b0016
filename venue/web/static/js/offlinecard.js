/** The card of what works offline: its one button prints it. */

document.querySelector("[data-print]").addEventListener("click", () => print());
