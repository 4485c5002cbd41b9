import { createRequire } from "node:module";
import { join } from "node:path";
import { PLATFORM } from "./sst-platform.ts";

/** A registration in the form of Pulumi's protocol. */
interface Registration {
  getType(): string;
  getName(): string;
  getObject(): unknown;
  getDependenciesList(): string[];
  getRetainondelete(): boolean;
}

type Properties = Record<string, unknown>;

interface Mocks {
  newResource(made: { readonly type: string; readonly name: string; readonly inputs: Properties }): {
    readonly id: string;
    readonly state: Properties;
  };
  call(asked: { readonly token: string; readonly inputs: Properties }): Properties;
}

interface Monitor {
  registerResource(registration: Registration, ...rest: unknown[]): unknown;
}

/** The part of Pulumi that an evaluation needs. */
interface Pulumi {
  readonly runtime: {
    setMocks(mocks: Mocks, project: string, stack: string, preview: boolean): Promise<void>;
    getMonitor(): Monitor;
    deserializeProperties(properties: unknown): Properties;
    runInPulumiStack(program: () => Promise<Properties>): Promise<Properties | undefined>;
    waitForRPCs(disconnectFromServers: boolean): Promise<void>;
  };
  output(value: unknown): { apply(use: (known: unknown) => void): unknown };
}

/** Loads the Pulumi in SST's platform. It is the same module that a bundle in the platform imports. */
export const loadPulumi = (): Pulumi => createRequire(join(PLATFORM, "package.json"))("@pulumi/pulumi");
