import type { PlaceAnswer } from "./answers.ts";
import type { AddApi } from "./api.ts";

export const addPlaceApi: AddApi = (app, { place, now }) => {
  app.get("/api/place", (c) => c.json<PlaceAnswer>({ place, now: now().toISOString() }));
};
