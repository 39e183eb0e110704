using System.Buffers;
using System.Text;
using Faultline.Api.Sqs;
using Faultline.Wire;
using Faultline.Wire.Constraints;
using Faultline.Wire.Protocols;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Protocols;

/// <summary>Holds the path of SendMessage to the memory that its own values need.</summary>
public sealed class AllocationTests
{
    private const string Url = "http://localhost:4566/000000000000/orders";

    private static readonly string body = new('x', 1024);

    private static readonly Operation operation = SqsModel.Service.Operations.Single(o => o.Name == "SendMessage");

    private static readonly byte[] json = Encoding.UTF8.GetBytes($$"""
        { "QueueUrl": "{{Url}}", "MessageBody": "{{body}}", "MessageAttributes": { "a": { "DataType": "String" } } }
        """);

    [Fact]
    public void Reading_a_request_costs_no_more_than_its_values()
    {
        var incoming = new Incoming { Method = "POST", Path = "/", Headers = new HeaderDictionary(), Body = json };
        var values = Allocated(() =>
        {
            _ = new SendMessageRequest
            {
                QueueUrl = new(Url.AsSpan()),
                MessageBody = new(Encoding.UTF8.GetBytes(body)),
                MessageAttributes = new() { [new("a".AsSpan())] = new() { DataType = new("String".AsSpan()) } },
            };
        });

        Assert.Equal(values, Allocated(() =>
            Codecs.Of(Protocol.Json10).Read(SqsModel.Service, operation, incoming, operation.NewInput())));
    }

    [Fact]
    public void Checking_the_constraints_of_an_input_that_fits_costs_nothing()
    {
        var input = operation.NewInput();
        JsonShapeReader.Read(json, input);
        Assert.Equal(0, Allocated(() => InputConstraints.Check(operation, input, Protocol.Json10)));
    }

    [Fact]
    public void Writing_a_response_costs_nothing()
    {
        IStructure output = new SendMessageResult { MessageId = "m-1", MD5OfMessageBody = new('0', 32) };
        var buffer = new ArrayBufferWriter<byte>(4096);
        var response = new Outgoing { Headers = new HeaderDictionary(), Body = buffer };
        Assert.Equal(0, Allocated(() =>
        {
            buffer.ResetWrittenCount();
            response.Headers.Clear();
            Codecs.Of(Protocol.Json10).Write(SqsModel.Service, operation, output, "request-1", response);
        }));
    }

    private static long Allocated(Action action)
    {
        // The first calls pay for what is made once; the least of several is what each call pays.
        action();
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
