from django.http import HttpResponse


def overview(request):
    return HttpResponse("x")


own_cases = consents = confirm = overview


def change(request, code, step):
    return HttpResponse("x")
