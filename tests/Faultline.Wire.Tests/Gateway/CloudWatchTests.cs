using System.IO.Compression;
using System.Text;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Metrics as SDKs put them: packed.</summary>
public sealed class CloudWatchTests
{
    private const string Data =
        """{"Namespace":"Shop","MetricData":[{"MetricName":"Orders","Value":3},{"MetricName":"Orders","Value":4}]}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_that_come_packed_are_the_same_data(bool isForm)
    {
        await using var server = await Running.Start();
        var put = isForm
            ? await server.Send(
                Head("application/x-www-form-urlencoded; charset=utf-8", ""),
                Packed("Action=PutMetricData&Version=2010-08-01&Namespace=Shop"
                    + "&MetricData.member.1.MetricName=Orders&MetricData.member.1.Value=3"
                    + "&MetricData.member.2.MetricName=Orders&MetricData.member.2.Value=4"))
            : await server.Send(
                Head("application/x-amz-json-1.0", "\nX-Amz-Target: GraniteServiceVersion20100801.PutMetricData"),
                Packed(Data));
        Assert.Equal(200, put.Status);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var shown = await server.Json(
            "GraniteServiceVersion20100801.GetMetricStatistics",
            $$"""
            {"Namespace":"Shop","MetricName":"Orders","Period":3600,"Statistics":["Sum"],
             "StartTime":{{now - 7200}},"EndTime":{{now + 3600}}}
            """,
            Running.Key("test", "monitoring"));
        Assert.Equal(200, shown.Status);
        Assert.Equal(7, shown.Json["Datapoints"]!.AsArray().Sum(point => (double)point!["Sum"]!));
    }

    private static string Head(string type, string more) => string.Join(
        '\n',
        "POST / HTTP/1.1", "Host: localhost:4566", $"Content-Type: {type}{more}", "Content-Encoding: gzip",
        Running.Key("test", "monitoring"));

    private static byte[] Packed(string plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(plain));
        }

        return packed.ToArray();
    }
}
