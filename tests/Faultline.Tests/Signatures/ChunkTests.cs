using System.Security.Cryptography;
using System.Text;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Signatures;

namespace Faultline.Tests.Signatures;

/// <summary>Uploads in chunks: AWS's published examples, and whatever may happen to them on the way.</summary>
public sealed class ChunkTests
{
    private const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Scope = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
    private static readonly DateTimeOffset Then = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Letters = new('a', 66_560);
    private static readonly Authenticator Authenticator = new(new(false, new OneKey(AccessKey, Secret)));

    /// <summary>The example of "Transferring payload in multiple chunks", Amazon S3 API reference.</summary>
    private static readonly string Signed =
        $"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
        + $"{Letters[..65536]}\r\n"
        + $"400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
        + $"{Letters[65536..]}\r\n"
        + "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";

    /// <summary>The example of "Including trailing headers", ibidem.</summary>
    private static readonly string Trailed =
        $"10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
        + $"{Letters[..65536]}\r\n"
        + $"400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
        + $"{Letters[65536..]}\r\n"
        + "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
        + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
        + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

    private static readonly string Unsigned =
        $"2000\r\n{Letters[..8192]}\r\n5\r\naaaaa\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task The_published_upload_decodes_signature_by_signature(int bytesAtOnce)
    {
        var stream = Open(Signed, trailer: false, bytesAtOnce);
        Assert.Equal(Letters, await ReadAll(stream));
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task The_published_upload_with_a_trailer_decodes_and_tells_the_trailer(int bytesAtOnce)
    {
        var stream = Open(Trailed, trailer: true, bytesAtOnce);
        Assert.Equal(Letters, await ReadAll(stream));
        Assert.Equal("sOO8/Q==", stream.Trailers["X-Amz-Checksum-Crc32c"]);
    }

    [Fact]
    public async Task An_unsigned_upload_tells_its_trailer()
    {
        var stream = OpenUnsigned(Unsigned);
        Assert.Equal(Letters[..8197], await ReadAll(stream));
        Assert.Equal("AAAAAA==", stream.Trailers["x-amz-checksum-crc32"]);
    }

    [Fact]
    public async Task An_altered_byte_anywhere_is_found()
    {
        var dice = new Dice(4);
        for (var i = 0; i < 300; i++)
        {
            var (text, trailer) = dice.Chance(0.5) ? (Signed, false) : (Trailed, true);
            // The framing is short beside the data, so half of the strokes go there.
            var at = dice.Chance(0.5) ? dice.Below(text.Length) : dice.Chance(0.3) ?
                dice.Below(88) : text.Length - 1 - dice.Below(250);
            var letters = text.ToCharArray();
            letters[at] = letters[at] == 'b' ? 'c' : 'b';
            if (letters[at] is var now && text[at] is '\r' or '\n' && at > text.Length - 5)
            {
                continue; // The very last line break may be lost: nothing follows it.
            }

            var error = await Assert.ThrowsAsync<AwsError>(() => ReadAll(Open(new(letters), trailer, 4096)));
            Assert.Contains(
                error.Code, (string[])["SignatureDoesNotMatch", "IncompleteBody", "MalformedTrailerError",
                    "InvalidChunkSizeError"]);
        }
    }

    [Fact]
    public async Task A_body_that_is_cut_short_is_found()
    {
        foreach (var cut in (int[])[0, 1, 50, 87, 88, 100, 65_000, 65_700, 66_700])
        {
            var error = await Assert.ThrowsAsync<AwsError>(() => ReadAll(Open(Signed[..cut], false, 4096)));
            Assert.Equal(("IncompleteBody", 400), (error.Code, error.Status));
        }
    }

    [Theory]
    [InlineData("2000\r\nX8192\r\n5\r\naaaaa\r\n0\r\n\r\n", "MalformedTrailerError")]
    [InlineData("2000\r\nX8192\r\n5\r\naaaaa\r\n0\r\nx-amz-checksum-crc32:A\r\nx-other:1\r\n\r\n",
        "MalformedTrailerError")]
    [InlineData("2000\r\nX8192\r\n5\r\naaaaa\r\n0\r\nx-amz-checksum-crc32:A\r\nx-amz-checksum-crc32:A\r\n\r\n",
        "MalformedTrailerError")]
    [InlineData("2000\r\nX8192\r\n5\r\naaaaa\r\n0\r\nnonsense\r\n\r\n", "MalformedTrailerError")]
    [InlineData("2000\r\nX8192\r\n5\r\naaaaa\r\n0\r\nx-amz-checksum-crc32:A\r\n", "IncompleteBody")]
    [InlineData("2000\r\nX8192\r\n4\r\naaaa\r\n0\r\nx-amz-checksum-crc32:A\r\n\r\n", "IncompleteBody")]
    [InlineData("2000\r\nX8192\r\n6\r\naaaaaa\r\n0\r\nx-amz-checksum-crc32:A\r\n\r\n", "IncompleteBody")]
    [InlineData("2000\r\nX8192\r\n5\r\naaaaab\r\n0\r\nx-amz-checksum-crc32:A\r\n\r\n", "IncompleteBody")]
    [InlineData("5\r\naaaaa\r\n2000\r\nX8192\r\n0\r\nx-amz-checksum-crc32:A\r\n\r\n", "InvalidChunkSizeError")]
    [InlineData("ffffffffffffffff\r\n", "IncompleteBody")]
    [InlineData("-1\r\n", "IncompleteBody")]
    [InlineData("zz\r\n", "IncompleteBody")]
    public async Task A_malformed_upload_is_refused(string body, string code)
    {
        var text = body.Replace("X8192", Letters[..8192], StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<AwsError>(() => ReadAll(OpenUnsigned(text)));
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task An_endless_line_and_an_endless_trailer_are_cut_off()
    {
        var line = await Assert.ThrowsAsync<AwsError>(() => ReadAll(OpenUnsigned(new string('1', 10_000_000))));
        Assert.Equal("IncompleteBody", line.Code);
        var many = $"0\r\n{string.Concat(Enumerable.Range(0, 5000).Select(i => $"x{i}:1\r\n"))}\r\n";
        var trailer = await Assert.ThrowsAsync<AwsError>(() => ReadAll(OpenUnsigned(many)));
        Assert.Equal("MalformedTrailerError", trailer.Code);
    }

    [Fact]
    public async Task A_streamed_body_must_have_the_hash_that_was_signed()
    {
        foreach (var (text, good) in ((string, bool)[])[("hello", true), ("hallo", false)])
        {
            var signer = new Signer(AccessKey, Secret) { Service = "s3" };
            var hash = Signer.Hex(SHA256.HashData("hello"u8));
            var request = signer.Sign(Then, "PUT", "/bucket/key", headers: ("X-Amz-Content-Sha256", hash));
            request.Stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            Prove(request);
            if (good)
            {
                Assert.Equal("hello", await ReadAll(request.Stream));
            }
            else
            {
                var error = await Assert.ThrowsAsync<AwsError>(() => ReadAll(request.Stream));
                Assert.Equal(("XAmzContentSHA256Mismatch", 400), (error.Code, error.Status));
            }
        }
    }

    [Theory]
    [InlineData("hello", true, "hello", true)]
    [InlineData("hello", true, "hallo", false)]
    [InlineData("", false, "", true)]
    [InlineData("", false, "hello", false)]
    public async Task A_body_streamed_to_any_service_must_have_the_hash_that_was_signed(
        string signed, bool declared, string sent, bool good)
    {
        var signer = new Signer(AccessKey, Secret) { Service = "glacier" };
        var hash = Signer.Hex(SHA256.HashData(Encoding.UTF8.GetBytes(signed)));
        var request = signer.Sign(Then, headers: declared ? [("X-Amz-Content-Sha256", hash)] : []);
        request.Stream = new MemoryStream(Encoding.UTF8.GetBytes(sent));
        Authenticator.Authenticate(
            request, Claim.Read(request), Expected() with { Service = "glacier", Protocol = Protocol.RestJson });
        if (good)
        {
            Assert.Equal(sent, await ReadAll(request.Stream));
        }
        else
        {
            var error = await Assert.ThrowsAsync<AwsError>(() => ReadAll(request.Stream));
            Assert.Equal(("InvalidSignatureException", 403), (error.Code, error.Status));
        }
    }

    [Fact]
    public async Task The_chunks_of_an_unknown_key_are_unwrapped_and_not_verified()
    {
        var request = Published(Signed, trailer: false, 4096);
        request.Headers.Authorization = ((string)request.Headers.Authorization!)
            .Replace(AccessKey, "test", StringComparison.Ordinal);
        new Authenticator(new(true)).Authenticate(request, Claim.Read(request), Expected());
        Assert.Equal(Letters, await ReadAll(request.Stream!));
    }

    private static ChunkedStream Open(string body, bool trailer, int bytesAtOnce)
    {
        var request = Published(body, trailer, bytesAtOnce);
        Prove(request);
        return (ChunkedStream)request.Stream!;
    }

    private static ChunkedStream OpenUnsigned(string body)
    {
        var signer = new Signer(AccessKey, Secret) { Service = "s3" };
        var request = signer.Sign(
            Then, "PUT", "/bucket/key", "", [],
            ("X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("X-Amz-Decoded-Content-Length", "8197"), ("X-Amz-Trailer", "x-amz-checksum-crc32"));
        request.Stream = new Drip(Encoding.UTF8.GetBytes(body), 1000);
        Prove(request);
        return (ChunkedStream)request.Stream!;
    }

    private static Incoming Published(string body, bool trailer, int bytesAtOnce)
    {
        var request = Signer.Request("PUT", "/examplebucket/chunkObject.txt", "", []);
        request.Headers.Host = "s3.amazonaws.com";
        request.Headers["x-amz-date"] = "20130524T000000Z";
        request.Headers["x-amz-storage-class"] = "REDUCED_REDUNDANCY";
        request.Headers["x-amz-content-sha256"] =
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" + (trailer ? "-TRAILER" : "");
        request.Headers["Content-Encoding"] = "aws-chunked";
        request.Headers["x-amz-decoded-content-length"] = "66560";
        request.Headers["Content-Length"] = "66824";
        if (trailer)
        {
            request.Headers["x-amz-trailer"] = "x-amz-checksum-crc32c";
        }

        request.Headers.Authorization = trailer
            ? $"AWS4-HMAC-SHA256 Credential={Scope},SignedHeaders=content-encoding;host;x-amz-content-sha256;"
            + "x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,"
            + "Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
            : $"AWS4-HMAC-SHA256 Credential={Scope},SignedHeaders=content-encoding;content-length;host;"
            + "x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,"
            + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
        request.Stream = new Drip(Encoding.UTF8.GetBytes(body), bytesAtOnce);
        return request;
    }

    private static void Prove(Incoming request) =>
        Authenticator.Authenticate(request, Claim.Read(request), Expected());

    private static Expected Expected() => new() { Service = "s3", Protocol = Protocol.RestXml, Now = Then };

    private static async Task<string> ReadAll(Stream stream)
    {
        using var into = new MemoryStream();
        var buffer = new byte[5000];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            into.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(into.ToArray());
    }

    /// <summary>A source that gives few bytes at a time.</summary>
    private sealed class Drip(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, atOnce)], cancellationToken);
    }
}
