import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints, for a file and each flavour ("2a", "ua1"), whether it complies and which rules it breaks. */
public class Check {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < arguments.length; i++) {
            PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[i]);
            try (var stream = new FileInputStream(arguments[0]);
                 var parser = Foundries.defaultInstance().createParser(stream, flavour);
                 var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                ValidationResult result = validator.validate(parser);
                System.out.println(arguments[i] + " " + result.isCompliant());
                for (TestAssertion test : result.getTestAssertions()) {
                    System.out.println("  " + test.getRuleId().getClause() + " " + test.getMessage());
                }
            }
        }
    }
}
