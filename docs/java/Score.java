import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OnnxJavaType;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * Scores pictures with an exported package: {@code java -cp onnxruntime.jar Score.java PACKAGE IMAGE...}
 *
 * <p>Needs Java 17 or later and onnxruntime's jar (com.microsoft.onnxruntime:onnxruntime), nothing else. Prints a line a picture:
 * file, score, verdict, parted by tabs. Exit status 1 if a picture could not be scored.
 *
 * <p>Reads PNG, BMP, GIF, uncompressed or LZW TIFF of 8 bits a value, and JPEG that need not be turned; anything else is refused by name. The
 * package's own clients, score.py and score.mjs, read more.
 */
public final class Score {
  private record Limits(double accept, double reject) {
    String verdictOf(double score) {
      return score < accept ? "ok" : score < reject ? "review" : "ng";
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    byte[] manifest = Files.readAllBytes(folder.resolve("manifest.json"));
    byte[] model = Files.readAllBytes(folder.resolve("model.onnx"));
    String text = new String(manifest, "UTF-8");
    String sealed = Files.readString(folder.resolve("manifest.sha256")).split("\\s+")[0];
    if (!sha256(manifest).equals(sealed) || !sha256(model).equals(find(text, "\"model.onnx\"\\s*:\\s*\"([0-9a-f]{64})\""))) {
      System.err.println("the package was changed: do not score with it");
      System.exit(1);
    }
    Limits limits = new Limits(numberOf(text, "acceptLimit"), numberOf(text, "rejectLimit"));
    boolean failed = false;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model)) {
      for (int i = 1; i < arguments.length; i++) {
        try {
          double score = scoreOf(environment, session, readRgb(new File(arguments[i])));
          System.out.println(arguments[i] + "\t" + score + "\t" + limits.verdictOf(score));
        } catch (IOException error) {
          failed = true;
          System.out.println(arguments[i] + "\t" + error.getMessage() + "\terror");
        }
      }
    }
    System.exit(failed ? 1 : 0);
  }

  private record Pixels(int width, int height, byte[] rgb) {}

  private static double scoreOf(OrtEnvironment environment, OrtSession session, Pixels pixels) throws Exception {
    long[] shape = {pixels.height(), pixels.width(), 3};
    ByteBuffer bytes = ByteBuffer.allocateDirect(pixels.rgb().length).put(pixels.rgb()).rewind();
    try (OnnxTensor image = OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", image))) {
      return ((OnnxTensor) result.get("score").orElseThrow()).getFloatBuffer().get(0);
    }
  }

  /** Stored values as 8-bit RGB, row by row: grey repeated, transparency over white, profiles ignored. */
  private static Pixels readRgb(File file) throws IOException {
    byte[] head = Files.readAllBytes(file.toPath());
    if (isTurned(head)) throw new IOException("is turned by its EXIF data, which this program does not apply");
    BufferedImage image = ImageIO.read(file);
    if (image == null) throw new IOException("is no picture that Java reads");
    if (image.getSampleModel().getSampleSize(0) > 8) throw new IOException("has more than 8 bits a value, which this program does not read");
    int width = image.getWidth(), height = image.getHeight();
    byte[] rgb = new byte[width * height * 3];
    boolean isIndexed = image.getColorModel() instanceof IndexColorModel;
    Raster raster = image.getRaster();
    int channels = isIndexed ? 4 : raster.getNumBands();
    int[] values = new int[4];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (isIndexed) unpack(image.getRGB(x, y), values);
        else raster.getPixel(x, y, values);
        int alpha = channels % 2 == 0 ? values[channels - 1] : 255;
        for (int c = 0; c < 3; c++) {
          int value = values[channels < 3 ? 0 : c];
          rgb[at++] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
        }
      }
    }
    return new Pixels(width, height, rgb);
  }

  private static void unpack(int argb, int[] values) {
    for (int c = 0; c < 3; c++) values[c] = argb >> (16 - 8 * c) & 255;
    values[3] = argb >>> 24;
  }

  /** Whether a JPEG's EXIF data name a turn (tag 0x112 other than 1). */
  private static boolean isTurned(byte[] file) {
    for (int at = 2; at + 18 < file.length && (file[0] & 255) == 0xff && (file[1] & 255) == 0xd8 && (file[at] & 255) == 0xff; ) {
      int length = (file[at + 2] & 255) << 8 | file[at + 3] & 255;
      if ((file[at + 1] & 255) == 0xe1 && new String(file, at + 4, 4).equals("Exif")) {
        ByteBuffer exif = ByteBuffer.wrap(file, at + 10, length - 8).slice();
        exif.order(exif.get(0) == 'I' ? java.nio.ByteOrder.LITTLE_ENDIAN : java.nio.ByteOrder.BIG_ENDIAN);
        int tags = exif.getInt(4);
        for (int i = 0; i < exif.getShort(tags); i++) {
          int tag = tags + 2 + 12 * i;
          if (exif.getShort(tag) == 0x112) return exif.getShort(tag + 8) != 1;
        }
      }
      at += 2 + length;
    }
    return false;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static double numberOf(String manifest, String name) {
    return Double.parseDouble(find(manifest, "\"" + name + "\"\\s*:\\s*([-+.0-9eE]+)"));
  }

  private static String find(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) throw new IllegalStateException("the manifest lacks " + pattern);
    return found.group(1);
  }
}
