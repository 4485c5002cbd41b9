/** The port of the dashboard, unless it is taken. So an address that somebody kept leads there again. */
export const DASHBOARD_PORT = 4_700;
