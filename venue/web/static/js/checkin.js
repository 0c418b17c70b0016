/** The pad on which a guest signs: strokes as an SVG path in the form's hidden field. Entry of /checkin. */

const MOST = 2_900; // points; the box takes 3 000

function open(pad) {
  const canvas = pad.querySelector("canvas");
  const field = document.querySelector("input[name=signature]");
  const pen = canvas.getContext("2d");
  let path = field.value;
  let at = null;

  function place(event) {
    const box = canvas.getBoundingClientRect();
    const inside = (value, size) => Math.max(0, Math.min(size - 1, Math.round(value)));
    return [
      inside(((event.clientX - box.left) / box.width) * canvas.width, canvas.width),
      inside(((event.clientY - box.top) / box.height) * canvas.height, canvas.height),
    ];
  }

  function stroke(from, to) {
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.strokeStyle = "#1c1917";
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }

  function redraw() {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    let from = null;
    for (const [, kind, x, y] of path.matchAll(/([ML])(\d+) (\d+)/g)) {
      const to = [Number(x), Number(y)];
      if (kind === "L") stroke(from, to);
      from = to;
    }
  }

  function add(kind, to) {
    if (path.split(/[ML]/).length > MOST) return;
    path = `${path} ${kind}${to[0]} ${to[1]}`.trim();
    field.value = path;
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    at = place(event);
    add("M", at);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (at === null) return;
    const to = place(event);
    if (to[0] === at[0] && to[1] === at[1]) return;
    add("L", to);
    stroke(at, to);
    at = to;
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, () => (at = null));
  }
  pad.querySelector("button").addEventListener("click", () => {
    path = field.value = "";
    redraw();
  });
  redraw();
  pad.hidden = false;
}

const pad = document.querySelector(".pad");
if (pad) open(pad);
