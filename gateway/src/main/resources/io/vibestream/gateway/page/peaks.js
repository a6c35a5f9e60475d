// The loudness of sound that is stored: for jobs that were spoken while nobody listened.

const PER_SECOND = 20;
/** Decoded sound takes some 6 MB a minute here; longer tracks do without a picture. */
const MOST_SECONDS = 20 * 60;
const RATE = 24_000;

/** Peaks of a whole track, twenty a second; none where they cannot be had. */
export async function peaksOf(address, seconds) {
  if (seconds > MOST_SECONDS || new URL(address, location.href).origin !== location.origin) return [];
  try {
    const answer = await fetch(address);
    if (!answer.ok) return [];
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await answer.arrayBuffer());
    return draw(sound.getChannelData(0), RATE / PER_SECOND);
  } catch {
    return []; // a picture less: playing it will tell what is wrong, if anything is
  }
}

function draw(samples, step) {
  return Array.from({ length: Math.ceil(samples.length / step) }, (_, i) => {
    let peak = 0;
    for (let at = i * step; at < Math.min((i + 1) * step, samples.length); at++) peak = Math.max(peak, Math.abs(samples[at]));
    return peak;
  });
}
