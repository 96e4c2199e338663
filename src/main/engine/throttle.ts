/**
 * Lets through at most one message of its kind in `milliseconds`, and each that must not be lost, such as the last of a
 * count.
 * @param now milliseconds of a clock that never goes back
 */
export function createThrottle(
  milliseconds: number,
  now: () => number = () => performance.now(),
): (send: () => unknown, mustPass?: boolean) => void {
  let sentAt = -Infinity;
  return (send, mustPass = false) => {
    const at = now();
    if (!mustPass && at - sentAt < milliseconds) return;
    sentAt = at;
    send();
  };
}
