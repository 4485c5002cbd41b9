/** The output of `bzip2 -9` for 20 papers with random titles, a line each. It is stored because node:zlib cannot write bzip2. */
export const BZIP2_OF_20_PAPERS = Buffer.from(
  "QlpoOTFBWSZTWQfekdkAA3XbgEAQEAR/8AAAv///+lADvj3uvPbp7Nru22WIoaTyMp5DRkmxoCU0GhFT1PTaKaNMMpvKbU1GjZQa" +
    "YqnphMk8ABGI0aigMZPKZptJpiNNAekwp6gNBKREepmjJHpPU0epg0UYmmf0EG1ta6mi1xaO40s5UvLgigEQQUiwPoIKQEgCCkz+" +
    "D9LV85PkqzPg/95fhIEIXVV9Wq9/Ltama7cPcCnr4XBddvL5du7JUBjVyV3UU+vtHpSYKu47z08ZWse06v28LJCm7PpmKrz8ZoXg" +
    "OkEFgE4wyC+SdqiD0ko1p73RZyh6O23sSHEjfoMX6I0Jk4hu/782++PwRfm+5D7EWrlFsHHzHigiUhvLDQ0yIbWWBi6o7LqEa+Gp" +
    "mljHrGSp2GtjA6m6tb1I5m3XmdX1fmzVS0lvdd5c9qQ1nTUfSIFbdgGmxI0X+VS+udZE3OADPMoKwNUA5ZFqsvTEd1kL3tsu8+Km" +
    "VWuNp5CtLRouOnMITHGQUDvi/DV6e7pyYVkb9DRxdL/MoWwXdjfvXpCurPWfcBBoISBB1HS/QYyjGN0vC0jisbklAD0AVG2F9yly" +
    "naS1hCpymuAOZP2MAwz9lnDxCDkNE1+LJLapF5Ngc3jd2vt2L0IKyscdUgFwcl45PBdfftd10opJXbFCI+nHMzDiQAPQEbR61uzB" +
    "1jGlZKQYddM9zIMAPQHRrUu3aA12NcxeOn3oJ27TCi/kSfuF3YqdDfNVpsbjMeNU8rJzkOxlokcNTur3lGanupRilgl7wMJzAR3U" +
    "I70LsmPKzHnJyKS3UMWXlzJODVVJ8ALgr1Lr6nBU1LgAXAjE8y68Ol5gbrLnCiBIzG00c8GebGUMe4ysmPoUuQLxbrqg1dm0COiw" +
    "5uo65BggISsz8CjsAPQG/PvLLO063Tw6fe2IGbaHJSMktuBm6DlVvHwYaJMBQm9iEWNXSpegQ71YjzmKfaqj46fIhTltRWLPcjZx" +
    "BTl8uS++87KDKEI6qMlR6Lo27SjuCE93WRBBnlc8Z3tqUp1cd9WccJ4Podm9/V47CTPeaZtgnmmCYk0qYqKJ4t1nHSesRXIDvmAX" +
    "B2sGw6Hdr7x0x9Fp0ybGePlaYefV5DUyDuMg+3ZK3zjeKuu2/fLy9uT8NFgg9md9WWDAQaCGM7NsJ86eDG2SjtOXDXqAnNqh5PkM" +
    "zowY8qIVphz33aR0bVfHMcLJ2hBXoCkp3iGKOt4rsMSQSmbVAEyQJOVjIcGxM9fe9XX10i9WL8GmSKZmHnp2Icq0E8sg76OmdXxL" +
    "s+BymcdpdaAWGatCp77370voiB7C+2Ayvcqg39RZkvXIi25UFPUiE3vyf4bn8AEIgh/i7kinChIA+9I7IA==",
  "base64",
);
