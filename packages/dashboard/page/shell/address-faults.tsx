import { Button } from "../pieces/button.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { addressFaults, dropFaults } from "./route.ts";

/** A value that is longer is cut. */
const CHARACTERS = 80;

const shortened = (text: string) => (text.length <= CHARACTERS ? text : `${text.slice(0, CHARACTERS)}…`);

/** Says which parts of the address cannot be used, and why. The page shows what it shows without them. */
export function AddressFaults() {
  const faults = addressFaults.value;
  if (faults.length === 0) return null;
  return (
    <div class="problem address-faults" role="alert">
      {faults.map(({ name, value, problem }) => (
        <p key={name}>
          <strong>
            <OutsideText text={shortened(`${name}=${value}`)} class="wrapped" />
          </strong>{" "}
          in the address cannot be used. {problem}
        </p>
      ))}
      <Button onClick={dropFaults}>{faults.length === 1 ? "Remove it" : "Remove them"}</Button>
    </div>
  );
}
