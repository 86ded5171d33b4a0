import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.UUID;

/** A grant with nothing but the JDK: Grant P12 PASSPHRASE_FILE CLIENT AUDIENCE SCOPE. */
public final class Grant {
    public static void main(String[] arguments) throws Exception {
        char[] passphrase = Files.readString(Path.of(arguments[1])).strip().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream file = new FileInputStream(arguments[0])) {
            store.load(file, passphrase);
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, passphrase);
        StringBuilder chain = new StringBuilder();
        for (var certificate : store.getCertificateChain(alias)) {
            chain.append(chain.length() == 0 ? "\"" : ",\"");
            chain.append(Base64.getEncoder().encodeToString(certificate.getEncoded())).append('"');
        }
        long now = System.currentTimeMillis() / 1000;
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5c\":[" + chain + "]}";
        String claims = "{\"aud\":\"" + arguments[3] + "\",\"iss\":\"" + arguments[2] + "\",\"scope\":\"" + arguments[4]
            + "\",\"iat\":" + now + ",\"exp\":" + (now + 100) + ",\"jti\":\"" + UUID.randomUUID() + "\"}";
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        String signed = url.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
            + url.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        System.out.println(signed + "." + url.encodeToString(signature.sign()));
    }
}
