using System.Text;
using System.Text.Json;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Parameter Store in JSON, as bytes.</summary>
public sealed class SsmTests
{
    [Fact]
    public async Task A_parameter_is_put_and_read()
    {
        await using var server = await Running.Start();
        var put = await Ssm(server, "PutParameter", """{"Name":"/a/b","Type":"String","Value":"v"}""");
        Assert.Equal(200, put.Status);
        Assert.Equal("""{"Version":1,"Tier":"Standard"}""", put.Text);
        var shown = Json(await Ssm(server, "GetParameter", """{"Name":"/a/b:1"}""")).GetProperty("Parameter");
        Assert.Equal(":1", shown.GetProperty("Selector").GetString());
        Assert.Equal(JsonValueKind.Number, shown.GetProperty("LastModifiedDate").ValueKind);
        var missing = await Ssm(server, "GetParameter", """{"Name":"/a/c"}""");
        Assert.Equal(400, missing.Status);
        Assert.Equal("ParameterNotFound", Json(missing).GetProperty("__type").GetString());
    }

    [Fact]
    public async Task A_request_is_held_to_the_model()
    {
        await using var server = await Running.Start();
        var refused = await Ssm(server, "GetParameters", """{"Names":[]}""");
        Assert.Equal(400, refused.Status);
        Assert.Equal("ValidationException", Json(refused).GetProperty("__type").GetString());
    }

    [Fact]
    public async Task What_is_not_built_says_so_by_name()
    {
        await using var server = await Running.Start();
        var answer = await Ssm(server, "SendCommand", """{"DocumentName":"d"}""");
        Assert.Equal(501, answer.Status);
        Assert.Contains("ssm:SendCommand", answer.Text, StringComparison.Ordinal);
    }

    private static async Task<Answer> Ssm(Running server, string operation, string input) => await server.Send(
        string.Join('\n',
            ["POST / HTTP/1.1", "Host: localhost:4566", "Content-Type: application/x-amz-json-1.1",
                $"X-Amz-Target: AmazonSSM.{operation}", Running.Key("test", "ssm")]),
        Encoding.UTF8.GetBytes(input));

    private static JsonElement Json(Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Text);
        return json.RootElement.Clone();
    }
}
