/**
 * Turns the microphone's samples into 16 kHz, 16 bits, in pieces of 200 ms, on the audio thread.
 * Each piece is told as `{audio: ArrayBuffer, loud: number}`; `loud`: its mean strength, 0 to 1.
 */
const RATE = 16_000;
const PIECE = RATE / 5;

class Pcm extends AudioWorkletProcessor {
  piece = new Int16Array(PIECE);
  filled = 0;
  sum = 0;
  count = 0;
  due = 0;
  strength = 0;

  /** Means over the time of one sample of ours: simple, and deaf to what 16 kHz cannot hold. */
  process([input]) {
    for (const sample of input[0] ?? []) {
      this.sum += sample;
      this.count += 1;
      this.due += RATE;
      if (this.due >= sampleRate) this.take();
    }
    return true;
  }

  take() {
    const value = this.sum / this.count;
    this.due -= sampleRate;
    this.sum = this.count = 0;
    this.strength += Math.abs(value);
    this.piece[this.filled] = Math.max(-1, Math.min(1, value)) * 32_767;
    this.filled += 1;
    if (this.filled === PIECE) this.tell();
  }

  tell() {
    const audio = this.piece.slice().buffer;
    this.port.postMessage({ audio, loud: this.strength / PIECE }, [audio]);
    this.filled = this.strength = 0;
  }
}

registerProcessor("pcm", Pcm);
