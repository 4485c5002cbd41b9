/** The port of the dashboard, unless it is taken. It is always the same, so a bookmark stays valid. */
export const DASHBOARD_PORT = 4_700;
