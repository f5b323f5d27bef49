//! Street suffixes in one spelling: STREET, STR and STRT are ST.
//!
//! In: one token of a street. Out: the standard abbreviation. Must never: be the last word on what
//! a token is: ST before a name is a saint, and AVENUE may be the name ("12 Avenue D").

use rustc_hash::FxHashMap;

/// Spelling to standard abbreviation.
pub(super) struct StreetSuffixes(FxHashMap<&'static str, &'static str>);

impl StreetSuffixes {
    /// The table below.
    pub(super) fn usps() -> StreetSuffixes {
        let spellings = TABLE.iter().flat_map(|&(standard, others)| {
            let others = others.split(' ').filter(|other| !other.is_empty());
            others.chain([standard]).map(move |spelling| (spelling, standard))
        });
        StreetSuffixes(spellings.collect())
    }

    /// The standard abbreviation, if the token is a suffix.
    pub(super) fn standard(&self, token: &str) -> Option<&'static str> {
        self.0.get(token).copied()
    }
}

/// USPS Publication 28, appendix C1: the standard abbreviation, the name and its common
/// spellings; with a few misspellings that exports hold (AVNU, STREE). Beside them the words for
/// numbered roads (appendix F of older editions): HWY, RTE.
const TABLE: &[(&str, &str)] = &[
    ("ALY", "ALLEY ALLEE ALLY"),
    ("ANX", "ANNEX ANEX ANNX"),
    ("ARC", "ARCADE"),
    ("AVE", "AVENUE AV AVEN AVENU AVN AVNUE AVNU"),
    ("BYU", "BAYOU BAYOO"),
    ("BCH", "BEACH"),
    ("BND", "BEND"),
    ("BLF", "BLUFF BLUF"),
    ("BLFS", "BLUFFS"),
    ("BTM", "BOTTOM BOT BOTTM"),
    ("BLVD", "BOULEVARD BOUL BOULV BLVRD BLV"),
    ("BR", "BRANCH BRNCH"),
    ("BRG", "BRIDGE BRDGE"),
    ("BRK", "BROOK"),
    ("BRKS", "BROOKS"),
    ("BG", "BURG"),
    ("BGS", "BURGS"),
    ("BYP", "BYPASS BYPA BYPAS BYPS"),
    ("CP", "CAMP CMP"),
    ("CYN", "CANYON CANYN CNYN"),
    ("CPE", "CAPE"),
    ("CSWY", "CAUSEWAY CAUSWA"),
    ("CTR", "CENTER CENT CENTR CENTRE CNTER CNTR CEN"),
    ("CTRS", "CENTERS"),
    ("CIR", "CIRCLE CIRC CIRCL CRCL CRCLE"),
    ("CIRS", "CIRCLES"),
    ("CLF", "CLIFF"),
    ("CLFS", "CLIFFS"),
    ("CLB", "CLUB"),
    ("CMN", "COMMON"),
    ("CMNS", "COMMONS"),
    ("COR", "CORNER"),
    ("CORS", "CORNERS"),
    ("CRSE", "COURSE"),
    ("CT", "COURT CRT"),
    ("CTS", "COURTS"),
    ("CV", "COVE"),
    ("CVS", "COVES"),
    ("CRK", "CREEK"),
    ("CRES", "CRESCENT CRSENT CRSNT CRESENT"),
    ("CRST", "CREST"),
    ("XING", "CROSSING CRSSNG"),
    ("XRD", "CROSSROAD"),
    ("XRDS", "CROSSROADS"),
    ("CURV", "CURVE"),
    ("DL", "DALE"),
    ("DM", "DAM"),
    ("DV", "DIVIDE DIV DVD"),
    ("DR", "DRIVE DRIV DRV"),
    ("DRS", "DRIVES"),
    ("EST", "ESTATE"),
    ("ESTS", "ESTATES"),
    ("EXPY", "EXPRESSWAY EXP EXPR EXPRESS EXPW"),
    ("EXT", "EXTENSION EXTN EXTNSN"),
    ("EXTS", "EXTENSIONS"),
    ("FLS", "FALLS"),
    ("FRY", "FERRY FRRY"),
    ("FLD", "FIELD"),
    ("FLDS", "FIELDS"),
    ("FLT", "FLAT"),
    ("FLTS", "FLATS"),
    ("FRD", "FORD"),
    ("FRDS", "FORDS"),
    ("FRST", "FOREST FORESTS"),
    ("FRG", "FORGE FORG"),
    ("FRGS", "FORGES"),
    ("FRK", "FORK"),
    ("FRKS", "FORKS"),
    ("FT", "FORT FRT"),
    ("FWY", "FREEWAY FREEWY FRWAY FRWY"),
    ("GDN", "GARDEN GARDN GRDEN GRDN"),
    ("GDNS", "GARDENS GRDNS"),
    ("GTWY", "GATEWAY GATEWY GATWAY GTWAY"),
    ("GLN", "GLEN"),
    ("GLNS", "GLENS"),
    ("GRN", "GREEN"),
    ("GRNS", "GREENS"),
    ("GRV", "GROVE GROV"),
    ("GRVS", "GROVES"),
    ("HBR", "HARBOR HARB HARBR HRBOR HARBOUR"),
    ("HBRS", "HARBORS"),
    ("HVN", "HAVEN"),
    ("HTS", "HEIGHTS HT HGTS"),
    ("HWY", "HIGHWAY HIGHWY HIWAY HIWY HWAY"),
    ("HL", "HILL"),
    ("HLS", "HILLS"),
    ("HOLW", "HOLLOW HLLW HOLLOWS HOLWS"),
    ("INLT", "INLET"),
    ("IS", "ISLAND ISLND"),
    ("ISS", "ISLANDS ISLNDS"),
    ("ISLE", "ISLES"),
    ("JCT", "JUNCTION JCTION JCTN JUNCTN JUNCTON"),
    ("JCTS", "JUNCTIONS JCTNS"),
    ("KY", "KEY"),
    ("KYS", "KEYS"),
    ("KNL", "KNOLL KNOL"),
    ("KNLS", "KNOLLS"),
    ("LK", "LAKE"),
    ("LKS", "LAKES"),
    ("LAND", ""),
    ("LNDG", "LANDING LNDNG"),
    ("LN", "LANE"),
    ("LGT", "LIGHT"),
    ("LGTS", "LIGHTS"),
    ("LF", "LOAF"),
    ("LCK", "LOCK"),
    ("LCKS", "LOCKS"),
    ("LDG", "LODGE LDGE LODG"),
    ("LOOP", "LOOPS LP"),
    ("MALL", ""),
    ("MNR", "MANOR"),
    ("MNRS", "MANORS"),
    ("MDW", "MEADOW"),
    ("MDWS", "MEADOWS MEDOWS"),
    ("MEWS", ""),
    ("ML", "MILL"),
    ("MLS", "MILLS"),
    ("MSN", "MISSION MISSN MSSN"),
    ("MTWY", "MOTORWAY"),
    ("MT", "MOUNT MNT"),
    ("MTN", "MOUNTAIN MNTAIN MNTN MOUNTIN MTIN"),
    ("MTNS", "MOUNTAINS MNTNS"),
    ("NCK", "NECK"),
    ("ORCH", "ORCHARD ORCHRD"),
    ("OVAL", "OVL"),
    ("OPAS", "OVERPASS"),
    ("PARK", "PRK PARKS"),
    ("PKWY", "PARKWAY PARKWY PKWAY PKY PARKWAYS PKWYS"),
    ("PASS", ""),
    ("PSGE", "PASSAGE"),
    ("PATH", "PATHS"),
    ("PIKE", "PIKES"),
    ("PNE", "PINE"),
    ("PNES", "PINES"),
    ("PL", "PLACE PLC"),
    ("PLN", "PLAIN"),
    ("PLNS", "PLAINS"),
    ("PLZ", "PLAZA PLZA"),
    ("PT", "POINT"),
    ("PTS", "POINTS"),
    ("PRT", "PORT"),
    ("PRTS", "PORTS"),
    ("PR", "PRAIRIE PRR"),
    ("RADL", "RADIAL RAD RADIEL"),
    ("RAMP", ""),
    ("RNCH", "RANCH RANCHES RNCHS"),
    ("RPD", "RAPID"),
    ("RPDS", "RAPIDS"),
    ("RST", "REST"),
    ("RDG", "RIDGE RDGE"),
    ("RDGS", "RIDGES"),
    ("RIV", "RIVER RVR RIVR"),
    ("RD", "ROAD"),
    ("RDS", "ROADS"),
    ("RTE", "ROUTE RT"),
    ("ROW", ""),
    ("RUE", ""),
    ("RUN", ""),
    ("SHL", "SHOAL"),
    ("SHLS", "SHOALS"),
    ("SHR", "SHORE SHOAR"),
    ("SHRS", "SHORES SHOARS"),
    ("SKWY", "SKYWAY"),
    ("SPG", "SPRING SPNG SPRNG"),
    ("SPGS", "SPRINGS SPNGS SPRNGS"),
    ("SPUR", "SPURS"),
    ("SQ", "SQUARE SQR SQRE SQU"),
    ("SQS", "SQUARES SQRS"),
    ("STA", "STATION STATN STN"),
    ("STRA", "STRAVENUE STRAV STRAVEN STRAVN STRVN STRVNUE"),
    ("STRM", "STREAM STREME"),
    ("ST", "STREET STR STRT STREE STEET"),
    ("STS", "STREETS"),
    ("SMT", "SUMMIT SUMIT SUMITT"),
    ("TER", "TERRACE TERR"),
    ("TRWY", "THROUGHWAY"),
    ("TRCE", "TRACE TRACES"),
    ("TRAK", "TRACK TRACKS TRK TRKS"),
    ("TRFY", "TRAFFICWAY"),
    ("TRL", "TRAIL TRAILS TRLS"),
    ("TUNL", "TUNNEL TUNEL TUNLS TUNNELS TUNNL"),
    ("TPKE", "TURNPIKE TRNPK TURNPK TPK"),
    ("UPAS", "UNDERPASS"),
    ("UN", "UNION"),
    ("UNS", "UNIONS"),
    ("VLY", "VALLEY VALLY VLLY"),
    ("VLYS", "VALLEYS"),
    ("VIA", "VIADUCT VDCT VIADCT"),
    ("VW", "VIEW"),
    ("VWS", "VIEWS"),
    ("VLG", "VILLAGE VILL VILLAG VILLG VILLIAGE"),
    ("VLGS", "VILLAGES"),
    ("VL", "VILLE"),
    ("VIS", "VISTA VIST VST VSTA"),
    ("WALK", "WALKS"),
    ("WALL", ""),
    ("WAY", "WY"),
    ("WAYS", ""),
    ("WL", "WELL"),
    ("WLS", "WELLS"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_means_two_suffixes() {
        let mut all: Vec<&str> = TABLE
            .iter()
            .flat_map(|(standard, others)| others.split(' ').chain([*standard]))
            .filter(|spelling| !spelling.is_empty())
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn suffixes_are_abbreviated() {
        let table = StreetSuffixes::usps();
        for (token, standard) in [
            ("STREET", Some("ST")),
            ("ST", Some("ST")),
            ("AVNU", Some("AVE")),
            ("TERR", Some("TER")),
            ("TURNPIKE", Some("TPKE")),
            ("ELM", None),
            ("", None),
        ] {
            assert_eq!(table.standard(token), standard, "{token}");
        }
    }
}
