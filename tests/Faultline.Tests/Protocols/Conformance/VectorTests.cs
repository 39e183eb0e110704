using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Protocols.Conformance;

/// <summary>Holds every codec against the public protocol test vectors, a row for each vector.</summary>
public sealed class VectorTests
{
    private static readonly Dictionary<string, (Dialect Dialect, Vector Vector)> inputs = Load("input");
    private static readonly Dictionary<string, (Dialect Dialect, Vector Vector)> outputs = Load("output");

    public static IEnumerable<object[]> Inputs => inputs.Keys.Select(name => new object[] { name });

    public static IEnumerable<object[]> Outputs =>
        outputs.Where(o => !IsError(o.Value.Vector)).Select(o => new object[] { o.Key });

    public static IEnumerable<object[]> Readable =>
        from output in outputs
        let vector = output.Value.Vector
        where output.Value.Dialect.ReadsResponses && !IsError(vector) && vector.ShapeOf("output") is not null
        select new object[] { output.Key };

    public static IEnumerable<object[]> Errors =>
        outputs.Where(o => IsError(o.Value.Vector)).Select(o => new object[] { o.Key });

    [VectorTheory]
    [MemberData(nameof(Inputs))]
    public void A_request_gives_the_value_of(string vector)
    {
        var (dialect, given) = inputs[vector];
        var operation = given.Operation();
        var found = (Loose)operation.NewInput();

        dialect.Codec(given).Read(given.Service(), operation, Request(dialect, given), found);

        var wanted = VectorValues.Structure(found.Shape, given.Json.GetProperty("params"));
        Same(VectorValues.Difference(wanted, found));
    }

    [VectorTheory]
    [MemberData(nameof(Outputs))]
    public void A_response_says_the_value_of(string vector)
    {
        var (dialect, given) = outputs[vector];
        var operation = given.Operation();
        var wanted = VectorValues.Structure(operation.Output ?? Vector.Nothing, given.Json.GetProperty("result"));
        var response = new Captured();

        dialect.Codec(given).Write(
            given.Service(), operation, operation.Output is null ? null : wanted, "request-1", response.Outgoing);

        var found = new Loose(wanted.Shape);
        dialect.ReadBack(given, Backwards(operation), response, found);
        Same(VectorValues.Difference(wanted, found));
        var fixedOnes = given.Json.GetProperty("response");
        Assert.Equal(fixedOnes.GetProperty("status_code").GetInt32(), response.Outgoing.Status);
        if (fixedOnes.Text("body") is { } body && operation.Output is not null
            && !dialect.OtherBody.ContainsKey(given.Id))
        {
            Same(dialect.BodyDifference(dialect.Bytes(body), response.Body()));
        }
    }

    [VectorTheory]
    [MemberData(nameof(Readable))]
    public void A_foreign_response_gives_the_value_of(string vector)
    {
        var (dialect, given) = outputs[vector];
        var operation = given.Operation();
        var found = new Loose(operation.Output!);

        var bytes = dialect.Bytes(given.Json.GetProperty("response").Text("body") ?? "");
        dialect.ReadBack(given, Backwards(operation), new Captured(bytes), found);

        var wanted = VectorValues.Structure(operation.Output!, given.Json.GetProperty("result"));
        Same(VectorValues.Difference(wanted, found));
    }

    [VectorTheory]
    [MemberData(nameof(Errors))]
    public void An_error_says_the_code_and_value_of(string vector)
    {
        var (dialect, given) = outputs[vector];
        var code = given.Json.Text("errorCode");
        var shape = given.Errors().First(e => e.Name == code || e.Error!.Code == code);
        var body = VectorValues.Structure(shape, given.Json.GetProperty("error"));
        var error = new AwsError(shape, given.Json.Text("errorMessage") ?? "", body);
        var response = new Captured();

        dialect.Codec(given).Write(given.Service(), error, "request-1", response.Outgoing);

        Assert.Equal(code, dialect.ErrorCode(given, response));
        var status = given.Json.GetProperty("response").GetProperty("status_code").GetInt32();
        Assert.Equal(status, response.Outgoing.Status);
        var operation = given.Operation();
        var found = new Loose(shape);
        dialect.ReadBack(given, Backwards(operation, shape), response, found);
        if (error.Message.Length == 0)
        {
            // The vector has no message, and we always write one.
            found.Values.Remove("message");
            found.Values.Remove("Message");
        }

        Same(VectorValues.Difference(body, found));
    }

    [VectorTheory]
    [MemberData(nameof(Exceptions))]
    public void An_excepted_vector_exists_and_has_its_reason(string file, string id, string reason)
    {
        Assert.NotEmpty(reason);
        Assert.Contains(Places(file).SelectMany(Vector.Of), v => v.Id == id);
    }

    public static IEnumerable<object[]> Exceptions =>
        from dialect in Dialect.All
        from reasons in new[] { dialect.Excepted, dialect.OtherBody }
        from exception in reasons
        let file = dialect.Files.FirstOrDefault(f => Places(f).SelectMany(Vector.Of).Any(v => v.Id == exception.Key))
        select new object[] { file ?? dialect.Files[0], exception.Key, exception.Value };

    private static string[] Places(string file) =>
        [$"input/{file}", $"output/{file}", $"legacy/input/{file}", $"legacy/output/{file}"];

    private static bool IsError(Vector vector) => vector.Json.TryGetProperty("error", out _);

    private static Dictionary<string, (Dialect, Vector)> Load(string side) => (
        from dialect in Dialect.All
        from file in dialect.Files
        from path in new[] { $"{side}/{file}", $"legacy/{side}/{file}" }
        from vector in Vector.Of(path)
        where !dialect.Excepted.ContainsKey(vector.Id)
        select (dialect, vector)).ToDictionary(v => v.vector.Name, v => (v.dialect, v.vector));

    private static void Same(string? difference) => Assert.True(difference is null, difference);

    private static Incoming Request(Dialect dialect, Vector vector)
    {
        var sent = vector.Json.GetProperty("serialized");
        var uri = (sent.Text("uri") ?? "/").Split('?', 2);
        var headers = new HeaderDictionary();
        if (sent.TryGetProperty("headers", out var given))
        {
            foreach (var header in given.EnumerateObject())
            {
                headers[header.Name] = header.Value.ToString();
            }
        }

        var body = dialect.Bytes(sent.Text("body") ?? "");
        return new()
        {
            Method = sent.Text("method") ?? vector.Operation().Method,
            Path = uri[0],
            Query = uri.Length > 1 ? uri[1] : "",
            Headers = headers,
            Body = body,
            Stream = new MemoryStream(body),
        };
    }

    /// <summary>The operation that takes what this one gives, to read a response as if it were a request.</summary>
    private static Operation Backwards(Operation operation, Shape? output = null) => new()
    {
        Name = operation.Name,
        Index = 0,
        Input = output ?? operation.Output,
        Output = output ?? operation.Output,
        ResultWrapper = operation.ResultWrapper,
        NewInput = () => new Loose(output ?? operation.Output ?? Vector.Nothing),
    };
}
