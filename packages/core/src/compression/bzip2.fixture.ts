/** A text that `bzip2 -1` compressed to {@link BZIP2_OF_TEXT}, in three blocks. The result is stored here, because node:zlib has no bzip2. */
export const BZIP2_TEXT = Array.from({ length: 20_000 }, (_, at) => `paper ${at % 7} of ${at % 13}\n`).join(
  "",
);
export const BZIP2_OF_TEXT = Buffer.from(
  "QlpoMTFBWSZTWQRR410Alv9ZgAAQQAB/4CMA0ABQBJzwAEABAhTTIxMTEKaZGJiYhTTIxMTEClVTE/9VTPUmhoFJVU/VHqe/" +
    "VRNA7UTrRPNE+KJ8qJ1omon1RO9E8UTlE80TUTuSeKJqJyieUTqJ1E6idROonUT1RPdE6iaidUTyidROonUTqJ1E6ieqJ7on" +
    "UTUTlE8onUTqJ1E6idROonok90TqJqJyieUTqJ1E6idROonUT1RPdE6iaiconlE6idROonUTqJ1E9UT3ROomonKJ5ROonUTq" +
    "J1E6idRP2oR/hUGUIwqDSQjCoNIRhUGkI1Sg0hGqUGkI1Sg1UUu1E4SconKJyiconKJqJqJiTUTUTUTUTUTUTUTUTUTUTUTU" +
    "TUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTEmomomomomomomomomomomomomomomomomomomomomomomomomomomomomomomo" +
    "momomomomomomomomomomomomomomomomomomomomonT1RPxRMSaiaiaiaiaiaiaiaiaiaiaiYVBqJqJqJqJqJiTUTUTUTUT" +
    "UTUTUTJSU1E1E1E1E1E1E1ExJqJqJqJqJqJqRJHtIKV7kFK6SClc/SClf0gpXuQUr/MUFZJlNZ5klDwAActFmAABBAAH/gIw" +
    "DQAFAEnPACEACAFNMjExMQppkYmJiFNMjExMQKSqJ6E9IHqBSqVT/VH/6qqfv1VAD1xRPiie6JqJ4UTvRPNE9UT5onmic0T3" +
    "RPFE9UTqJ5ROUT2idROonUTqJ1E6iaifKJ1E8onKJ7ROonUTqJ1E6idRNRPlE6ieUTlE9onUTqJ1E6idROomonyidRPKJyie" +
    "0TiTqJ1E6idROomonyidRPKJyie0TqJxJ1E6idROomonyidRPKJyie0TqJ1E4k6idROon6kI6FQaQjVKDEhGqUGqouconapQ" +
    "ZQjCoMoRhUGUIwqDVRS4oneic0Tmic0Tmifaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaia" +
    "iaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiaiYk1E1E1E1E1E1E1ExJiTUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTUTU" +
    "TUTUTUTUTUTUT7onFE1E1E1E1E1E1E1E1E1E1E1E1EwqDUTUTUTUTUTUTUTUTUTUTUTUTUTRSU1E1E1E1E1E1E1E1E1E1E1E" +
    "1E1EwSSOkgpXRBSuxBSv2QUr+kFK6kFK/zFBWSZTWUXtBV4AJC9ZgAAQQAB/4CMA0ABQBBwAHoAAQppkYmJiFNMjExMQppkY" +
    "mJiCapVT1N/qT9VTTQ0ClVDIz1IaN58JPzE+YmRNJPUTyJ7iak5J+onzE1J7SdEyJ1E9ROidE5JyTonRNie0nRMicSeonROi" +
    "dE5JyTomxPcTomROJPSTonROidE5JyTYnuJyTInUT0k5J0TonROick2J7ickxJ1E9ROSck6J0TonRNie4nRMScSeonROSck6" +
    "J0Ton8qC+5CWVBZISyqgskJZUFkhLKgskJZUFkhLBCyQllJQ0UsksksUsUsUsUtibE1JqTYmxNibE2JsTYmxNSak1JsTYmxN" +
    "ibE1JqTUmxNibE2JsTYmxNiak1JsTYmxNibE2JqTUmxNibE2JsTYmpNSfGpMSbE2JsTYmpNSak1JsTYmxNibE1J+/EniTyJ5" +
    "E8ieRPImxNSak2JsTYmxNibE1JqTYn1E+ImJMiYkyJkTImRMiZExJkTEmSEsSZEyJkTImJMiYkyJkTImRMSZUSMSZExJkTIm" +
    "RMiYkyJiTImRMiYCqp90Sor7EFHepCjFIUflIUf1IUdC7kinChITBwH1YA==",
  "base64",
);

/** Four streams: "one ", "", "two " and "three". */
export const BZIP2_STREAMS = Buffer.from(
  "QlpoOTFBWSZTWc+6oLQAAAGRAEAAAgGgACGaaDNNDLxdyRThQkM+6oLQQlpoORdyRThQkAAAAABCWmg5MUFZJlNZmR564QAA" +
    "ARGAQAAAAISAIAAhmmgzTQc8XckU4UJCZHnrhEJaaDkxQVkmU1nCy7IOAAACAYACQBQAIAAhjIM00MpxdyRThQkMLLsg4A==",
  "base64",
);

/** The letter "x" 46,000,000 times, in two blocks. */
export const BZIP2_BOMB = Buffer.from(
  "QlpoOTFBWSZTWbTrVKABX44AgIBAAAggADCATUZCoCWpCoCXMUFZJlNZgMS66QAAx5CAhAAAQAAIIAAgpTQZjjUhbFIXi7ki" +
    "nChIdIkJ1AA=",
  "base64",
);

export const BZIP2_OF_NOTHING = Buffer.from("QlpoORdyRThQkAAAAAA=", "base64");
