import { signal } from "@preact/signals";
import type { DashboardPlace } from "../../src/dashboard-place.ts";

/** The deployment that the page is about. Undefined until the server has named it. */
export const place = signal<DashboardPlace | undefined>(undefined);
