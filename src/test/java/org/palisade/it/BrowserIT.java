package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser: signs in, looks around, sees a detection come in. */
class BrowserIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;

    @TempDir
    static Path folder;

    private static Path watched;
    private static Installation installation;
    private static Playwright playwright;

    private BrowserContext browser;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Prerequisite.check(Files.isExecutable(CHROMIUM), "chromium is not installed");
        watched = Files.createDirectory(folder.resolve("watched"));
        installation = Installation.under(folder);
        installation.up("--watch", watched.toString());
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    @AfterAll
    static void stop() throws Exception {
        if (playwright != null) {
            playwright.close();
        }
        if (installation != null) {
            installation.close();
        }
    }

    @BeforeEach
    void openBrowser() throws Exception {
        Path profile = Files.createTempDirectory(folder, "profile");
        browser = playwright.chromium().launchPersistentContext(profile, new BrowserType.LaunchPersistentContextOptions()
                .setExecutablePath(CHROMIUM).setHeadless(true).setIgnoreHTTPSErrors(true).setViewportSize(WIDTH, HEIGHT)
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                        "--disable-component-update", "--disable-sync")));
        page = browser.pages().get(0);
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @Test
    void whoeverIsNotSignedInSeesTheSignInPageOnly() {
        page.navigate(installation.url() + "/console/detections");
        PlaywrightAssertions.assertThat(page.getByLabel("Password")).isVisible();
        assertEquals(0, page.locator("[id$=detections]").count());
    }

    @Test
    void aWrongPasswordIsRefusedInPlainWords() {
        signIn("wrong-password-4711");
        PlaywrightAssertions.assertThat(page.locator("body")).containsText(Pattern.compile("not (right|correct|accepted)|wrong|refused",
                Pattern.CASE_INSENSITIVE));
        PlaywrightAssertions.assertThat(page.getByLabel("Password")).isVisible();
    }

    @Test
    void aDetectionShowsWithinFiveSecondsOnAPageThatIsAlreadyOpen() throws Exception {
        signIn(installation.password());
        page.navigate(installation.url() + "/console/detections");
        Path infected = watched.resolve("in-the-browser.com");
        Files.write(infected, Eicar.bytes());

        Locator row = page.locator("tr", new Page.LocatorOptions().setHasText(infected.getFileName().toString()));
        PlaywrightAssertions.assertThat(row.first()).containsText(Eicar.THREAT, new LocatorAssertions.ContainsTextOptions().setTimeout(5000));
    }

    @Test
    void everyPageOfTheMenuFitsTheScreenAndShowsWhatThereIs() throws Exception {
        signIn(installation.password());
        for (String name : List.of("overview", "svms", "agents", "detections")) {
            page.navigate(installation.url() + "/console/" + name);
            PlaywrightAssertions.assertThat(page.locator("h1")).isVisible();
            int width = (Integer) page.evaluate("document.documentElement.scrollWidth");
            assertTrue(width <= WIDTH, name + " is " + width + " pixels wide");
        }
        page.navigate(installation.url() + "/console/agents");
        PlaywrightAssertions.assertThat(page.locator("body")).containsText("connected");
    }

    private void signIn(String password) {
        page.navigate(installation.url() + "/console/");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill(password);
        page.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in")).click();
        page.waitForLoadState();
    }
}
