package org.palisade.scanserver.engine.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The expected forms of pages are what clamscan 1.4.6 makes of them. */
class NormalizerTest {

    private static final String[][] PAGES = {
        {"<!DOCTYPE html  PUBLIC \"x\">\n<HTML>\n<P >a  b</P >c\n</HTML>", "<html><p>a b</p>c </html>"},
        {"<A  HREF = \"X Y\"  id = q >a</A><BR/><br />", "<a href=\"x y\" id=q>a</a><br/><br />"},
        {"x &amp; y &bogus; z &#x26; &#300; &lt", "x & y &bogus; z & &#x012c; &lt"},
        {"<html><?php Echo 1; ?>x<![CDATA[ Q ]]>y<!x>w", "<html><?php echo 1; ?>xyw"},
        {"<html>q<!-- a > b -->c<!---->w", "<html>qb -->cw"},
        {"<html>caf\u00e9 a\u0001b\0c", "<html>caf\u00e9 a\u0001bc"},
        {"<STYLE> A { Color : RED }  </STYLE> t <TEXTAREA>  A  B </TEXTAREA>", "<style>a{color:red}</style>t <textarea>a b </textarea>"},
        {"<a href='it\"s X' b=\"it's  Y\" c=Un&amp;q d>t</a>", "<a href=\"it\"s x\" b=\"it\"s y\" c=un&q d>t</a>"},
        {"<script>A = 1;\n if (a < B && c > \"X  Y\") { x(); } // Rem\n/* Com */</script>text < 5 and > 6 <3</html>",
            "<script>a=1;if(a<b&&c>\"xy\"){x();}//rem/*com*/</script>text <5 and>6 <3</html>"},
        {"<script>a < b; c <d> e </scr> x </script >f", "<script>a<b;c<d>e</scr>x</script>f"},
        {"<SCRIPT\nsrc=a>\n<!-- B c\n//-->\n</SCRIPT>Z <b\n\tc>", "<script src=a><!--bc//--></script>z <b c>"},
        {"<html>a&#65b;c&#x41;d&f& g&&amp;h&amp;lt;", "<html>aab;cad&f& g&&h&lt;"},
        {"<a q=\"\" r=''>y</a>&nbsp;&NBSP;&quot;x&quot;&apos;", "<a q=\"\" r=\"\">y</a>\u00a0&nbsp;\"x\"'"},
        {"<html>a<b>b</b> c <i>d</i>\n<u>e</u>  f</html>", "<html>a<b>b</b>c <i>d</i><u>e</u>f</html>"},
        {"<html>\n\n   Lead <br>\n  After\n\n<br>  </html>  tail  \n", "<html>lead <br>after <br></html>tail"},
    };

    private static String normal(Supplier<Normalizer> kind, String text, int piece) {
        Normalizer normalizer = kind.get();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] into = new byte[piece + Normalizer.SLACK];
        for (int i = 0; i < bytes.length; i += piece) {
            out.write(into, 0, normalizer.normalize(bytes, i, Math.min(piece, bytes.length - i), into, 0));
        }
        out.write(into, 0, normalizer.finish(into, 0));
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void pagesComeOutAsSignaturesExpectThemHoweverTheyAreCut() {
        for (String[] page : PAGES) {
            for (int piece : new int[] {1, 2, 3, 7, 10_000}) {
                assertEquals(page[1], normal(HtmlNormalizer::new, page[0], piece), "pieces of " + piece + ": " + page[0]);
            }
        }
    }

    @Test
    void textsAreLowerCaseWithSingleBlanksAndWithoutControlCharacters() {
        for (int piece : new int[] {1, 2, 5, 1000}) {
            assertEquals("plain text with tabs and lines upper end caf \"quote\" ",
                    normal(TextNormalizer::new, "Plain Text  With\tTabs\r\nAnd  Lines\n\n\nUPPER\u000b\u000cend \u00c3\u00a9 caf\u00c9 \"Quote\"\n", piece));
            assertEquals("wide text", normal(TextNormalizer::new, "\u00ff\u00feW\0i\0d\0e\0 \0T\0e\0x\0t\0", piece));
            assertEquals("ab\u007f", normal(TextNormalizer::new, "a\u0001\u001f\u0080\u00ffb\u007f", piece));
        }
    }

    @Test
    void noiseNeverComesOutLongerThanItWentIn() {
        String noise = new String(Sets.noise(200_000), StandardCharsets.ISO_8859_1) + "&#999999999;&#99999;<'\"&".repeat(1000);
        for (Supplier<Normalizer> kind : java.util.List.<Supplier<Normalizer>>of(HtmlNormalizer::new, TextNormalizer::new)) {
            String once = normal(kind, noise, 4096);
            assertTrue(once.length() <= noise.length() + Normalizer.SLACK);
            assertEquals(once, normal(kind, noise, 1));
        }
    }
}
