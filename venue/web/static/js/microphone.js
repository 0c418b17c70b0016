/** The microphone as pieces of 16 kHz audio. Browsers give it to secure pages alone. */

const WORKLET = "./worklet/pcm.js";

/** Why there can be no microphone here: "insecure", "none", or null when it may be asked for. */
export function whyNoMicrophone() {
  if (!globalThis.isSecureContext) return "insecure";
  return navigator.mediaDevices?.getUserMedia && globalThis.AudioWorkletNode ? null : "none";
}

/** What a browser's refusal means: "refused" by the person or a rule, else "none". */
export function meaningOf(error) {
  return ["NotAllowedError", "SecurityError"].includes(error?.name) ? "refused" : "none";
}

/**
 * Open the microphone; the browser asks the person the first time.
 * @param {({audio: ArrayBuffer, loud: number}) => void} onPiece about five times a second
 * @returns {Promise<() => void>} closes it, and with it the browser's red dot
 */
export async function openMicrophone(onPiece) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
  });
  const context = new AudioContext();
  const close = () => {
    stream.getTracks().forEach((track) => track.stop());
    if (context.state !== "closed") context.close().catch(() => undefined);
  };
  try {
    await context.audioWorklet.addModule(new URL(WORKLET, import.meta.url));
    const node = new AudioWorkletNode(context, "pcm", { numberOfOutputs: 0 });
    node.port.onmessage = (event) => onPiece(event.data);
    context.createMediaStreamSource(stream).connect(node);
    await context.resume();
    return close;
  } catch (error) {
    close();
    throw error;
  }
}
